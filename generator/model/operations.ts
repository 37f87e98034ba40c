/** Operations: from a linked OpenAPI document to what a server answers and a client calls. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import {
  compare,
  get,
  getArray,
  getEntries,
  getString,
  isObject,
  type Json,
  type JsonObject,
} from "../json.js";
import type { LinkedDocument, LinkedSpec } from "../link/linked-spec.js";
import { METHODS } from "../methods.js";
import { pointer } from "../pointer.js";
import { documented } from "./documented.js";
import type { LeaveOut } from "./left-out.js";
import { type LinkDef, linksIn, linksOf } from "./links.js";
import type { OperationDef, ParameterDef } from "./model.js";
import { checkItem, checkOperation } from "./operation-faults.js";
import { OperationReader } from "./operation-reader.js";
import { checkParameters, parametersOf } from "./parameters.js";
import { readSecurity } from "./security.js";
import { basePath } from "./servers.js";
import { checkKeys } from "./shared-keys.js";
import { answersOf } from "./statuses.js";

/** Operations of a document, and the requests that it says are sent to its callers. */
export interface ReadDocument {
  readonly operations: readonly OperationDef[];
  readonly webhooks: readonly OperationDef[];
  readonly links: readonly LinkDef[];
}

export function readOperations(
  document: LinkedDocument,
  linked: LinkedSpec,
  leaveOut: LeaveOut,
  diagnostics: Diagnostics,
): ReadDocument {
  const reader = new DocumentReader(document, linked, leaveOut, diagnostics);
  const operations = reader.read(document.value, { keyword: "paths", at: "/paths" });
  reader.webhooks.push(...reader.read(document.value, { keyword: "webhooks", at: "/webhooks" }));
  return { operations, webhooks: reader.webhooks, links: reader.links };
}

/** Where paths stand. */
interface PathsPlace {
  readonly keyword: "paths" | "webhooks";
  readonly at: string;
  /** Name of the callback that has them: its path is an expression, which several callbacks may share. */
  readonly called?: string;
}

class DocumentReader {
  readonly webhooks: OperationDef[] = [];
  readonly links: LinkDef[];
  readonly #document: LinkedDocument;
  readonly #linked: LinkedSpec;
  readonly #leaveOut: LeaveOut;
  readonly #diagnostics: Diagnostics;
  /** Operations that are read already, as several may refer to one callback. */
  readonly #sent = new Set<string>();

  constructor(document: LinkedDocument, linked: LinkedSpec, leaveOut: LeaveOut, diagnostics: Diagnostics) {
    this.#document = document;
    this.#linked = linked;
    this.#leaveOut = leaveOut;
    this.#diagnostics = diagnostics;
    const components = { file: document.path, pointer: "/components" };
    this.links = linksIn(get(document.value, "components"), document, linked, components);
  }

  read(paths: Json, place: PathsPlace): OperationDef[] {
    return getEntries(paths, place.keyword).flatMap(([path, item]) => {
      const origin = this.#originOf(item, place.at + pointer(path));
      const [linked, diagnostics] = [this.#linked, this.#diagnostics];
      if (place.keyword === "paths") checkItem(item, { linked, diagnostics, origin });
      return operationsOf(item).flatMap((found) => this.#operation(found, path, item, place));
    });
  }

  #operation(found: Found, path: string, item: Json, place: PathsPlace): OperationDef[] {
    const { called = "" } = place;
    const { method, operation } = found;
    const origin = this.#originOf(operation, `${place.at}${pointer(path)}${found.at}`);
    const id = getString(operation, "operationId") ?? called;
    const known = {
      operationId: id || derivedId(method, path),
      method,
      path,
      api: this.#document.module,
      origin,
    };
    const isFirst = this.#isFirst(id, origin);
    if (called === "" ? this.#leaveOut.takes(operation, known) : !isFirst) return [];
    this.links.push(...linksOf(operation, this.#document, this.#linked, origin));
    for (const [name, callback] of getEntries(operation, "callbacks")) {
      const at = `${origin.pointer}/callbacks${pointer(name)}`;
      this.webhooks.push(...this.read({ webhooks: callback }, { keyword: "webhooks", at, called: name }));
    }
    const context = {
      document: this.#document,
      linked: this.#linked,
      diagnostics: this.#diagnostics,
      origin,
    };
    return [readOperation(path, item, found, place.keyword === "webhooks" ? { called } : undefined, context)];
  }

  #isFirst(id: string, { file, pointer: at }: Origin): boolean {
    const place = `${id} ${file}#${at}`;
    const isFirst = !this.#sent.has(place);
    this.#sent.add(place);
    return isFirst;
  }

  #originOf(value: Json, at: string): Origin {
    return this.#linked.originOf(value) ?? { file: this.#document.path, pointer: at };
  }
}

interface OperationContext {
  readonly document: LinkedDocument;
  readonly linked: LinkedSpec;
  readonly diagnostics: Diagnostics;
  readonly origin: Origin;
}

function readOperation(
  path: string,
  item: Json,
  { method, operation }: Found,
  sent: { readonly called: string } | undefined,
  { document, linked, diagnostics, origin }: OperationContext,
): OperationDef {
  let operationId = getString(operation, "operationId");
  if (operationId === undefined || operationId.trim() === "") {
    operationId = derivedId(method, sent === undefined ? path : `${sent.called} ${path}`);
    diagnostics.report(
      "model/missing-operation-id",
      `${method} ${path} has no operationId; it is called ${operationId}`,
      origin,
    );
  }
  const effective = parametersOf(item, operation);
  checkParameters(effective, linked, origin, diagnostics);
  if (sent === undefined)
    checkOperation({ operation, method, path }, effective, { linked, diagnostics, origin });
  const read = new OperationReader(linked, origin, diagnostics);
  const base =
    sent !== undefined
      ? ""
      : basePath(
          [operation, item, document.value],
          (server) => linked.originOf(server) ?? origin,
          diagnostics,
        );
  // Two of upstream's paths end in a space, so that one file can hold two operations of one route.
  const fullPath = base + path.trim();
  const parameters = read.parameters(effective);
  const requestBody = read.body(operation.requestBody);
  const responses = answersOf(operation, origin, diagnostics).map(([status, response]) =>
    read.response(status, response, method !== "HEAD"),
  );
  const summary = getString(operation, "summary");
  const security = readSecurity(operation, document.value, origin, diagnostics);
  checkKeys(parameters, security, linked, diagnostics);
  if (sent === undefined) checkTemplate(fullPath, parameters, origin, diagnostics);
  return {
    ...documented(operation, origin),
    api: document.module,
    operationId,
    method,
    path: fullPath,
    ...(summary !== undefined && { summary }),
    tags: getArray(operation, "tags").filter((tag) => typeof tag === "string"),
    rateLimited: responses.some(({ status }) => status === "429"),
    security,
    parameters,
    ...(requestBody && { requestBody }),
    responses: responses.sort((a, b) => compare(a.status, b.status)),
  };
}

interface Found {
  /** As it is sent. */
  readonly method: string;
  readonly operation: JsonObject;
  /** Pointer from the path's item. */
  readonly at: string;
}

/** The operations of a path; those that OpenAPI 3.2 lets it have under methods of its own come last. */
function operationsOf(item: Json): Found[] {
  const own = getEntries({ item }, "item").flatMap(([key, operation]): Found[] =>
    METHODS.includes(key) && isObject(operation)
      ? [{ method: key.toUpperCase(), operation, at: pointer(key) }]
      : [],
  );
  const additional = getEntries(item, "additionalOperations").flatMap(([method, operation]): Found[] =>
    isObject(operation) && !METHODS.includes(method.toLowerCase())
      ? [{ method, operation, at: pointer("additionalOperations", method) }]
      : [],
  );
  return [...own, ...additional];
}

/** `GET /birds/{id}/songs` is `getBirdsByIdSongs`: the same for the same operation, whatever else there is. */
function derivedId(method: string, path: string): string {
  const words = path
    .replace(/\{([^{}]*)\}/g, " by $1 ")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const rest = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
  return `${method.toLowerCase()}${rest === "" ? "Root" : rest}`;
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
  const [adjacent] = /\{[^{}]*\}\{[^{}]*\}/.exec(path) ?? [];
  if (adjacent !== undefined)
    diagnostics.report(
      "model/unsupported",
      `${adjacent} of ${path} cannot be told apart: nothing stands between them`,
      origin,
    );
  for (const name of declared)
    if (!inPath.has(name))
      diagnostics.report("model/parameter-mismatch", `the path parameter ${name} is not in ${path}`, origin);
}

type Route = Pick<OperationDef, "path" | "method" | "operationId">;

export function byRoute(a: Route, b: Route): number {
  return compare(a.path, b.path) || compare(a.method, b.method) || compare(a.operationId, b.operationId);
}
