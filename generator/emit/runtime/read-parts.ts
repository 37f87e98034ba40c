/** The parts of a request that handlers receive: converted, checked, and typed by what was checked. */
import type { Check } from "../matrix.js";
import { convertHeaders, convertPath, convertQuery } from "./convert.js";
import { describeIssues } from "./issues.js";
import { parseJson } from "./json.js";
import { withoutNulls } from "./lenient-body.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import type { ParameterTexts, ParameterValues, Values } from "./parameter.js";
import type { Contents, FormHow, How, Route } from "./route.js";

export interface Parts extends ParameterValues {
  readonly body: unknown;
}

export interface RawParts extends ParameterTexts {
  readonly bytes: () => Promise<Uint8Array>;
  readonly content: () => Promise<unknown>;
}

/** `lenient` reads a body as `lenientBodies` of the server's options says. */
export async function readParts(route: Route, raw: RawParts, lenient = false): Promise<Parts> {
  const read = (route.readParameters ?? readPlain)(route, raw);
  const path = checked("path", read.path, route.checks?.path);
  const query = checked("query", read.query, route.checks?.query);
  const headers = checked("header", read.headers, route.checks?.headers);
  const cookies = checked("cookie", read.cookies, route.checks?.cookies);
  return { path, query, headers, cookies, body: await readBody(route, raw, lenient) };
}

function readPlain(route: Route, raw: ParameterTexts): ParameterValues {
  return {
    path: convertPath(route, raw.path),
    query: convertQuery(route, raw.query),
    headers: convertHeaders(route, raw.header),
    cookies: {},
  };
}

function checked(place: string, values: Values, check: Check<unknown> | undefined): Values {
  const result = check?.(values);
  if (result === undefined || result.ok) return values;
  throw new MatrixHttpError(
    400,
    "M_INVALID_PARAM",
    `Invalid ${place} parameter: ${describeIssues(result.issues)}`,
  );
}

async function readBody(route: Route, raw: RawParts, lenient: boolean): Promise<unknown> {
  if (route.body === undefined) return undefined;
  const how = howToRead(route.body, raw.header("content-type"));
  const bytes = await raw.bytes();
  if (how === "bytes") return bytes;
  if (how === "text" || isText(how)) return readText(bytes, how);
  if (bytes.length === 0 && !route.bodyRequired) return undefined;
  if (typeof how === "object" && "read" in how) return readForm(bytes, how, raw.header("content-type"));
  if (lenient && bytes.length === 0 && typeof how === "function" && how({}).ok) return {};
  const content = await raw.content();
  if (typeof how !== "function") return content;
  const value = lenient ? withoutNulls(content, how) : content;
  const result = how(value);
  if (result.ok) return value;
  throw new MatrixHttpError(400, "M_BAD_JSON", `Invalid body: ${describeIssues(result.issues)}`);
}

async function readForm(bytes: Uint8Array, how: FormHow, contentType = ""): Promise<unknown> {
  const form = await how.read(how.fields, bytes, contentType);
  const result = how.check?.(form);
  if (result === undefined || result.ok) return form;
  throw new MatrixHttpError(400, "M_INVALID_PARAM", `Invalid body: ${describeIssues(result.issues)}`);
}

export function isText(how: How): how is { readonly text: Check<unknown> } {
  return typeof how === "object" && "text" in how;
}

function readText(bytes: Uint8Array, how: "text" | { readonly text: Check<unknown> }): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new MatrixHttpError(400, "M_INVALID_PARAM", "The body is not UTF-8");
  }
  const result = how === "text" ? undefined : how.text(text);
  if (result === undefined || result.ok) return text;
  throw new MatrixHttpError(400, "M_INVALID_PARAM", `Invalid body: ${describeIssues(result.issues)}`);
}

/**
 * Clients leave `Content-Type` out, or let their HTTP library guess it: it only counts where it makes a difference. The
 * type itself goes before a range of its kind, and that before one of all types.
 */
export function howToRead(contents: Contents, contentType: string | undefined): How {
  const entries = Object.entries(contents);
  const essence = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  const kind = essence.split("/")[0] ?? "";
  const wanted = essence === "" ? [] : [essence, `${kind}/*`, "*/*"];
  const named = wanted
    .map((type) => entries.find(([mediaType]) => essenceOf(mediaType) === type))
    .find((entry) => entry !== undefined);
  const json = entries.find(([, how]) => isJson(how));
  return (named ?? json ?? entries[0])?.[1] ?? "json";
}

function essenceOf(mediaType: string): string {
  return mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
}

export function isJson(how: How): how is Check<unknown> | "json" {
  return how === "json" || typeof how === "function";
}

/** The body as JSON; undefined when it is empty and may be. */
export function contentOf(route: Route, bytes: Uint8Array): unknown {
  const json = Object.values(route.body ?? {}).some(isJson);
  return bytes.length === 0 && !(json && route.bodyRequired) ? undefined : parseJson(bytes);
}
