/** Operations: from a linked OpenAPI document to what a server answers and a client calls. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { compare, get, getArray, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedDocument, LinkedSpec, Schema } from "../link/types.js";
import { isJsonMedia } from "../lower/swagger-2.js";
import { pointer } from "../pointer.js";
import { documented } from "./documented.js";
import { readSecurity } from "./security.js";
import type { BodyDef, ContentDef, OperationDef, ParameterDef, ResponseDef } from "./types.js";

const METHODS = new Set(["get", "put", "post", "delete", "options", "head", "patch"]);

export function readOperations(
  document: LinkedDocument,
  linked: LinkedSpec,
  diagnostics: Diagnostics,
): OperationDef[] {
  const operations: OperationDef[] = [];
  const base = basePath(document.value);
  for (const [path, item] of getEntries(document.value, "paths")) {
    const shared = getArray(item, "parameters");
    for (const [method, operation] of getEntries({ item }, "item")) {
      if (!METHODS.has(method) || !isObject(operation)) continue;
      const origin = linked.originOf(operation) ?? {
        file: document.path,
        pointer: `/paths${pointer(path, method)}`,
      };
      const operationId = getString(operation, "operationId");
      if (operationId === undefined) {
        diagnostics.report(
          "model/missing-operation-id",
          `${method.toUpperCase()} ${path} has no operationId`,
          origin,
        );
        continue;
      }
      const read = new OperationReader(linked, origin);
      // Two of upstream's paths end in a space, so that one file can hold two operations of one route.
      const fullPath = base + path.trim();
      const parameters = read.parameters([...shared, ...getArray(operation, "parameters")]);
      const requestBody = read.body(operation.requestBody);
      const responses = getEntries(operation, "responses").map(([status, response]) =>
        read.response(status.toUpperCase(), response),
      );
      const summary = getString(operation, "summary");
      checkTemplate(fullPath, parameters, origin, diagnostics);
      operations.push({
        ...documented(operation, origin),
        api: document.module,
        operationId,
        method: method.toUpperCase(),
        path: fullPath,
        ...(summary !== undefined && { summary }),
        tags: getArray(operation, "tags").filter((tag) => typeof tag === "string"),
        rateLimited: responses.some(({ status }) => status === "429"),
        security: readSecurity(operation, document.value, origin, diagnostics),
        parameters,
        ...(requestBody && { requestBody }),
        responses: responses.sort((a, b) => compare(a.status, b.status)),
      });
    }
  }
  return operations;
}

class OperationReader {
  readonly #linked: LinkedSpec;
  readonly #origin: Origin;

  constructor(linked: LinkedSpec, origin: Origin) {
    this.#linked = linked;
    this.#origin = origin;
  }

  /** An operation's own parameter replaces one of the path item with the same name and place. */
  parameters(list: readonly Json[]): ParameterDef[] {
    const byKey = new Map<string, ParameterDef>();
    for (const node of list) {
      const place = getString(node, "in");
      const name = getString(node, "name");
      if (name === undefined || (place !== "path" && place !== "query" && place !== "header")) continue;
      byKey.set(`${place} ${name}`, this.#parameter(node, place, name));
    }
    return [...byKey.values()];
  }

  body(node: Json | undefined): BodyDef | undefined {
    if (!isObject(node)) return undefined;
    const origin = this.#linked.originOf(node) ?? this.#origin;
    return { ...documented(node, origin), required: node.required === true, contents: this.#contents(node) };
  }

  response(status: string, node: Json): ResponseDef {
    const origin = this.#linked.originOf(node) ?? {
      file: this.#origin.file,
      pointer: `${this.#origin.pointer}/responses${pointer(status)}`,
    };
    const headers = getEntries(node, "headers").map(([name, header]) =>
      this.#parameter(header, "header", name),
    );
    return { ...documented(node, origin), status, headers, contents: this.#contents(node) };
  }

  #parameter(node: Json, place: "path" | "query" | "header", name: string): ParameterDef {
    const origin = this.#linked.originOf(node) ?? this.#origin;
    return {
      ...documented(node, origin),
      in: place,
      name,
      required: get(node, "required") === true,
      schema: schemaOf(node) ?? {},
    };
  }

  #contents(node: Json): ContentDef[] {
    return getEntries(node, "content").map(([mediaType, content]): ContentDef => {
      const json = isJsonMedia(mediaType);
      const schema = json ? schemaOf(content) : undefined;
      return { mediaType, json, ...(schema !== undefined && { schema }) };
    });
  }
}

function schemaOf(node: Json): Schema | undefined {
  const schema = get(node, "schema");
  return isObject(schema) || typeof schema === "boolean" ? schema : undefined;
}

/** Each document has one server, whose variable or URL holds the path that all operations share. */
function basePath(document: Json): string {
  const server = getArray(document, "servers")[0];
  const declared = getString(get(get(server, "variables"), "basePath"), "default");
  if (declared !== undefined) return declared.replace(/\/$/, "");
  const url = getString(server, "url") ?? "";
  return (
    /^(?:[a-z]+:)?\/\/[^/]*(\/.*)?$/.exec(url)?.[1]?.replace(/\/$/, "") ??
    (url.startsWith("/") ? url.replace(/\/$/, "") : "")
  );
}

function checkTemplate(
  path: string,
  parameters: readonly ParameterDef[],
  origin: Origin,
  diagnostics: Diagnostics,
): void {
  const inPath = new Set([...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]));
  const declared = new Set(parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name));
  for (const name of inPath)
    if (name === undefined || !declared.has(name))
      diagnostics.report(
        "model/parameter-mismatch",
        `{${name}} of ${path} is not among the parameters`,
        origin,
      );
  for (const name of declared)
    if (!inPath.has(name))
      diagnostics.report("model/parameter-mismatch", `the path parameter ${name} is not in ${path}`, origin);
}

export function byRoute(a: OperationDef, b: OperationDef): number {
  return compare(a.path, b.path) || compare(a.method, b.method) || compare(a.operationId, b.operationId);
}
