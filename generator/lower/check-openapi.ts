/** Demands on a description beside its schemas, and fields that a version does not know yet. */
import { get, getArray, getEntries, getString, isObject, type Json, type JsonObject } from "../json.js";
import { METHODS } from "../methods.js";
import { pointer } from "../pointer.js";
import { isToken } from "../token.js";
import { checkParameterList } from "./check-parameters.js";
import type { SchemaContext } from "./context.js";
import { isKnownDialect } from "./meta-schema.js";
import { oddPath } from "./odd-path.js";

/** Methods whose body the platform's `fetch` refuses to send. */
const BODILESS: ReadonlySet<string> = new Set(["get", "head"]);

const BODILESS_STATUS = /^(?:1\d\d|204|205|304)$/;

function hasBody(answer: Json): boolean {
  return getEntries(answer, "content").length > 0 || get(answer, "schema") !== undefined;
}

/** Of Swagger 2.0, which has no variables in it. */
function oddBasePath(base: string): string | undefined {
  if (base.includes("{")) return `${base} holds a brace; a basePath has no variables`;
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(base)) return `${base} is a whole address; a basePath is its path alone`;
  return base === "" || base.startsWith("/")
    ? oddPath(base)
    : `${base} must begin with a slash, and is read as if it did`;
}

/** Of Swagger 2.0: only the path of a server counts here, so that one in its host would be lost. */
function oddHost(host: string): string | undefined {
  return /^[^\s/?#@{}]+$/.test(host) ? undefined : `${host} is not a host: it has a name and maybe a port`;
}

type Report = (at: string, message: string) => void;

function reporter({ diagnostics, file }: SchemaContext): Report {
  return (at, message) => diagnostics.report("lower/invalid-description", message, { file, pointer: at });
}

/** Of both Swagger and OpenAPI. */
export function checkDescription(document: JsonObject, context: SchemaContext): void {
  const report = reporter(context);
  if (context.dialect === "swagger-2") {
    checkText(document, "basePath", oddBasePath, report);
    checkText(document, "host", oddHost, report);
  }
  checkTagNames(getArray(document, "tags"), report);
  for (const [path, item] of getEntries(document, "paths")) {
    const at = `/paths${pointer(path)}`;
    const odd = oddPath(path);
    if (odd !== undefined) report(at, odd);
    checkParameterList(getArray(item, "parameters"), `${at}/parameters`, context);
    for (const [method, operation] of getEntries({ item }, "item")) {
      const where = at + pointer(method);
      checkParameterList(getArray(operation, "parameters"), `${where}/parameters`, context);
      checkBodies(operation, { method, path, where }, report);
    }
  }
}

/** A field whose text may be odd in some way. */
function checkText(
  document: JsonObject,
  field: string,
  oddity: (text: string) => string | undefined,
  report: Report,
): void {
  const text = getString(document, field);
  const odd = text === undefined ? undefined : oddity(text);
  if (odd !== undefined) report(`/${field}`, odd);
}

function checkTagNames(tags: readonly Json[], report: Report): void {
  const known = new Set<string>();
  for (const [index, tag] of tags.entries()) {
    const name = getString(tag, "name");
    if (name === undefined) continue;
    if (known.has(name)) report(`/tags/${index}`, `the tag ${name} is there twice`);
    known.add(name);
  }
}

interface Asked {
  readonly method: string;
  readonly path: string;
  /** Pointer to the operation. */
  readonly where: string;
}

/** Bodies that cannot be sent, of requests and of answers. */
function checkBodies(operation: Json, { method, path, where }: Asked, report: Report): void {
  const refused = `${method} ${path} has a body, which the platform's fetch refuses to send`;
  const body = get(operation, "requestBody");
  if (BODILESS.has(method) && body !== undefined) report(`${where}/requestBody`, refused);
  for (const [status, answer] of getEntries(operation, "responses"))
    if (BODILESS_STATUS.test(status) && hasBody(answer))
      report(
        `${where}/responses${pointer(status)}`,
        `HTTP lets no body follow the status ${status}; none is sent`,
      );
  for (const [index, parameter] of getArray(operation, "parameters").entries())
    if (BODILESS.has(method) && ["body", "formData"].includes(getString(parameter, "in") ?? ""))
      report(`${where}/parameters/${index}`, refused);
  const content = get(body, "content");
  if (isObject(content) && Object.keys(content).length === 0)
    report(`${where}/requestBody`, "the content of a body names no media type; nothing is sent");
}

export function checkOpenApi(document: JsonObject, context: SchemaContext): void {
  const report = reporter(context);
  for (const [path, item] of getEntries(document, "paths"))
    checkPath(item, `/paths${pointer(path)}`, report, context);
  checkTags(getArray(document, "tags"), report);
  const dialect = getString(document, "jsonSchemaDialect");
  if (dialect !== undefined && !isKnownDialect(dialect))
    context.diagnostics.report("lower/unknown-dialect", `${dialect} is not a dialect that is read`, {
      file: context.file,
      pointer: "/jsonSchemaDialect",
    });
}

function checkPath(item: Json, at: string, report: Report, context: SchemaContext): void {
  const shared = getArray(item, "parameters");
  checkParameters(shared, at, report);
  checkMethods(item, at, report, context);
  if (context.dialect === "openapi-3.2") checkAdditional(item, at, report);
  else
    for (const key of ["query", "additionalOperations"])
      if (isObject(get(item, key)))
        report(`${at}/${key}`, `${key} of a path came with OpenAPI 3.2; it is read all the same`);
  const own = getEntries({ item }, "item");
  for (const [method, operation] of [...own, ...getEntries(item, "additionalOperations")])
    if (isObject(operation) && get(operation, "responses") !== undefined)
      checkParameters([...shared, ...getArray(operation, "parameters")], at + pointer(method), report);
  for (const [key, value] of own)
    if (!METHODS.includes(key) && isObject(get(value, "responses")))
      report(at + pointer(key), `${key} is not a method that a path can have; the operation is left out`);
}

/** Methods that no request can have, and those that the platform's `fetch` refuses to send (Fetch, forbidden methods). */
function checkMethods(item: Json, at: string, report: Report, { diagnostics, file }: SchemaContext): void {
  if (isObject(get(item, "trace")))
    report(
      `${at}/trace`,
      "the platform's fetch refuses to send TRACE; only servers in node:http can answer it",
    );
  for (const [method] of getEntries(item, "additionalOperations"))
    if (!isToken(method) || /^(?:connect|track)$/i.test(method))
      diagnostics.report(
        "lower/unsupported",
        `no request with the method ${JSON.stringify(method)} can be sent`,
        {
          file,
          pointer: `${at}/additionalOperations${pointer(method)}`,
        },
      );
}

function checkAdditional(item: Json, at: string, report: Report): void {
  for (const [method] of getEntries(item, "additionalOperations"))
    if (METHODS.includes(method.toLowerCase()))
      report(
        `${at}/additionalOperations${pointer(method)}`,
        `additionalOperations must not hold ${method}, which is \`${method.toLowerCase()}\` of the path`,
      );
}

function checkParameters(parameters: readonly Json[], at: string, report: Report): void {
  const places = parameters.map((parameter) => getString(parameter, "in"));
  if (places.includes("querystring") && places.includes("query"))
    report(at, "a parameter in querystring is the whole query, so that none may be in query beside it");
  if (places.filter((place) => place === "querystring").length > 1)
    report(at, "only one parameter may be in querystring");
}

/** A tag may name a parent (OpenAPI 3.2.0, Tag Object). */
function checkTags(tags: readonly Json[], report: Report): void {
  const parents = new Map(tags.map((tag) => [getString(tag, "name"), getString(tag, "parent")] as const));
  for (const [index, tag] of tags.entries()) {
    const parent = getString(tag, "parent");
    if (parent === undefined) continue;
    if (!parents.has(parent)) {
      report(`/tags/${index}/parent`, `no tag is called ${parent}`);
      continue;
    }
    const name = getString(tag, "name");
    const seen = new Set<string>();
    let above: string | undefined = parent;
    while (above !== undefined && above !== name && !seen.has(above)) {
      seen.add(above);
      above = parents.get(above);
    }
    if (above !== undefined && above === name)
      report(`/tags/${index}/parent`, `the parents of ${above} lead in a circle back to it`);
  }
}
