/** The parts of a request that handlers receive: converted, checked, and typed by what was checked. */
import type { Check, CheckResult } from "../matrix.js";
import { convertHeaders, convertPath, convertQuery } from "./convert.js";
import { describeIssues } from "./issues.js";
import { parseJson } from "./json.js";
import { checkWithout } from "./lenient-check.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import { essenceOf, forMediaType } from "./media-type.js";
import type { ParameterTexts, ParameterValues } from "./parameter.js";
import type { Contents, FormHow, How, Route } from "./route.js";

export interface Parts extends ParameterValues {
  readonly body: unknown;
}

/** The value of a body; or refuses it by throwing a `MatrixHttpError`. It may take its time. */
export type ReadJson = (bytes: Uint8Array) => unknown;

export interface RawParts extends ParameterTexts {
  readonly bytes: () => Promise<Uint8Array>;
  readonly content: () => Promise<unknown>;
}

/** The options of a server by these names. */
export interface Lenience {
  readonly lenientBodies?: boolean | undefined;
  readonly lenientQueries?: boolean | undefined;
}

export async function readParts(route: Route, raw: RawParts, lenience: Lenience = {}): Promise<Parts> {
  const read = route.readParameters?.(route, raw) ?? readPlain(route, raw, lenience.lenientQueries);
  const path = checked(read.path, route.checks?.path, "path parameter");
  const query = checked(
    read.query,
    leniently("", route.checks?.query, lenience.lenientQueries),
    "query parameter",
  );
  const headers = checked(read.headers, route.checks?.headers, "header parameter");
  const cookies = checked(read.cookies, route.checks?.cookies, "cookie parameter");
  return { path, query, headers, cookies, body: await readBody(route, raw, lenience.lenientBodies === true) };
}

function readPlain(route: Route, raw: ParameterTexts, lenientQueries = false): ParameterValues {
  return {
    path: convertPath(route, raw.path),
    query: convertQuery(route, raw.query, lenientQueries),
    headers: convertHeaders(route, raw.header),
    cookies: {},
  };
}

function checked<T>(
  value: T,
  check: ((value: unknown) => CheckResult<unknown>) | undefined,
  name = "body",
  errcode = "M_INVALID_PARAM",
): T {
  const result = check?.(value);
  if (result === undefined || result.ok) return value;
  throw new MatrixHttpError(400, errcode, `Invalid ${name}: ${describeIssues(result.issues)}`);
}

async function readBody(route: Route, raw: RawParts, lenient: boolean): Promise<unknown> {
  if (route.body === undefined) return undefined;
  const contentType = raw.header("content-type");
  const how = howToTake(route.body, contentType);
  const bytes = await raw.bytes();
  if (how === undefined) {
    if (bytes.length === 0 && !route.bodyRequired) return undefined;
    const types = Object.keys(route.body).join(" or ");
    throw new MatrixHttpError(415, "M_UNKNOWN", `The body must have the type ${types}`);
  }
  if (how === "bytes") return bytes;
  if (how === "text" || isText(how)) return readText(bytes, how);
  if (bytes.length === 0 && !route.bodyRequired) return undefined;
  if (typeof how === "object" && "read" in how) return readForm(bytes, how, contentType);
  if (lenient && bytes.length === 0 && typeof how === "function" && how({}).ok) return {};
  const content = await raw.content();
  if (typeof how !== "function") return content;
  return checked(content, leniently(null, how, lenient), "body", "M_BAD_JSON");
}

function leniently(
  nothing: null | "",
  check: Check<unknown> | undefined,
  lenient = false,
): ((value: unknown) => CheckResult<unknown>) | undefined {
  return check && lenient ? (value) => checkWithout(nothing, value, check) : check;
}

async function readForm(bytes: Uint8Array, how: FormHow, contentType = ""): Promise<unknown> {
  return checked(await how.read(how.fields, bytes, contentType), how.check);
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
  return checked(text, how === "text" ? undefined : how.text);
}

/**
 * Clients leave `Content-Type` out, or let their HTTP library guess it: it only counts where it makes a difference. The
 * type itself goes before a range that holds it, and a narrow one before a wide one.
 */
export function howToRead(contents: Contents, contentType: string | undefined): How {
  return howToTake(contents, contentType) ?? Object.values(contents)[0] ?? "json";
}

/**
 * Undefined where the type is none of those: a range says that the type counts, unless JSON may come, under any type. Bytes
 * of an unknown type may be of each.
 */
function howToTake(contents: Contents, contentType = ""): How | undefined {
  const type = essenceOf(contentType);
  const named = type === "" ? undefined : forMediaType(contents, type);
  const hows = Object.values(contents);
  const other = named ?? hows.find(isJson);
  if (other !== undefined) return other;
  const isKnown = !/^(?:application\/octet-stream)?$/.test(type);
  const isStrict = isKnown && Object.keys(contents).some((each) => each.includes("*"));
  return isStrict ? undefined : (hows[0] ?? "json");
}

export function isJson(how: How): how is Check<unknown> | "json" {
  return how === "json" || typeof how === "function";
}

/** The body as JSON; undefined when it is empty and may be. */
export function contentOf(route: Route, bytes: Uint8Array, read: ReadJson = parseJson): unknown {
  const needed = route.bodyRequired && Object.values(route.body ?? {}).some(isJson);
  return bytes.length > 0 || needed ? read(bytes) : undefined;
}
