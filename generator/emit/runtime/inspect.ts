/** Looks at a whole request or answer by a route, and says all that is wrong with it. Throws nothing. */
import type { Check } from "../matrix.js";
import { convertHeaders, convertPath, convertQuery, type Values } from "./convert.js";
import type { AnswerHeader } from "./inspection.js";
import { parseJson } from "./json.js";
import { isMatrixHttpError } from "./matrix-http-error.js";
import { essenceOf, holds } from "./media-type.js";
import { memberOf } from "./member.js";
import { isOfMatrix } from "./of-matrix.js";
import { howToRead, isJson, isText } from "./read-parts.js";
import type { Contents, Parameter, Route } from "./route.js";
import { forStatus } from "./status.js";

/** Part of an exchange that a problem is in. */
export type InspectedPlace = "path" | "query" | "header" | "body" | "status" | "media-type";

/** One problem of a request or an answer. */
export interface Found {
  readonly place: InspectedPlace;
  readonly path: readonly (string | number)[];
  readonly keyword: string;
  readonly message: string;
  /** Set where it lies in the value that the path leads to. */
  readonly value?: unknown;
}

/** Problems of one side, and the body where it is JSON. */
export interface InspectedSide {
  readonly found: readonly Found[];
  readonly json?: unknown;
}

/** A body as it was sent: its bytes, or what they hold; missing where it was not kept. */
export type InspectedBody = { readonly bytes: Uint8Array } | { readonly json: unknown } | undefined;

export interface InspectedRequest {
  /** Decoded. */
  readonly path: ReadonlyMap<string, string>;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly body: InspectedBody;
}

export interface InspectedAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: InspectedBody;
  readonly headers?: readonly AnswerHeader[] | undefined;
}

/** Problems of one check; a value with more is a flood. */
const MAX_ISSUES = 10_000;

export function inspectRequest(route: Route, request: InspectedRequest): InspectedSide {
  const found = [
    ...parametersOf(route, "path", (one) => convertPath(one, request.path)),
    ...parametersOf(route, "query", (one) => convertQuery(one, request.query)),
    ...parametersOf(route, "header", (one) => convertHeaders(one, request.header)),
    ...unknownQuery(route, request.query),
  ];
  if (route.body === undefined || request.body === undefined) return { found };
  const isEmpty = "bytes" in request.body && request.body.bytes.length === 0;
  if (isEmpty && !route.bodyRequired) return { found };
  const body = inspectBody(route.body, request.header("content-type"), request.body);
  return { ...body, found: [...found, ...body.found] };
}

/**
 * The form of an answer's error is Matrix's standard one at any status from 400 on, described or not: most of its
 * operations describe only some of their errors. Errors of other APIs are what their documents describe.
 */
export function inspectAnswer(route: Route, answer: InspectedAnswer): InspectedSide {
  const { status, header, body } = answer;
  const found = missingHeaders(answer);
  const contents = forStatus(route.responses, status);
  if (status >= 400 && isOfMatrix(route.path)) {
    const error = inspectError(status, contents, header("content-type"), body);
    return { ...error, found: [...found, ...error.found] };
  }
  if (contents === undefined) {
    const message = `the status ${status} is not described`;
    const isNews = status >= 200 && status !== 206 && status !== 304;
    return { found: isNews ? [...found, { place: "status", path: [], keyword: "status", message }] : found };
  }
  const types = Object.keys(contents);
  if (types.length === 0 || body === undefined || status === 206) return { found };
  const type = header("content-type");
  const accepted = types.some((wanted) => holds(wanted, type)) || Object.values(contents).includes("bytes");
  const wrong: Found[] = accepted
    ? []
    : [
        {
          place: "media-type",
          path: [],
          keyword: "media-type",
          message: `must be ${types.join(" or ")}`,
          value: essenceOf(type),
        },
      ];
  // A page of HTML is one problem, not two.
  const isText = !accepted && !/json/i.test(type ?? "json");
  if (isText) return { found: [...found, ...wrong] };
  const inspected = inspectBody(contents, type, body);
  return { ...inspected, found: [...found, ...wrong, ...inspected.found] };
}

/** The standard form of errors: an object with a code. */
export function isStandardError(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    "errcode" in value &&
    typeof value.errcode === "string" &&
    (!("error" in value) || typeof value.error === "string")
  );
}

function inspectError(
  status: number,
  contents: Contents | undefined,
  type: string | undefined,
  body: InspectedBody,
): InspectedSide {
  if (body === undefined) return { found: [] };
  const json = jsonOf(body);
  if (!json.ok) return { found: [NOT_AN_ERROR] };
  const { value } = json;
  const declared = contents === undefined ? undefined : howToRead(contents, type);
  const issues = typeof declared === "function" ? issuesOf(declared, value) : undefined;
  if (isStandardError(value)) return { found: wrongMembers(value, issues), json: value };
  if (issues?.length === 0) return { found: [], json: value };
  if (status === 401 && isChallenge(value)) return { found: wrongMembers(value, issues), json: value };
  return { found: [wrongError(value)], json: value };
}

/** Members that errors of many operations have, though only some operations describe them. */
const MEMBERS: Readonly<Record<string, "integer" | "boolean">> = {
  retry_after_ms: "integer",
  soft_logout: "boolean",
};

/** Members that are there and of a wrong type. An error of another kind than the one that is described lacks others rightly. */
function wrongMembers(value: object, issues: readonly Found[] = []): Found[] {
  const found = issues.filter(
    ({ keyword, path: [name] }) =>
      keyword === "type" && name !== undefined && name !== "errcode" && name !== "error",
  );
  for (const [name, wanted] of Object.entries(MEMBERS)) {
    const member = memberOf(value, name);
    const isRight = wanted === "integer" ? Number.isInteger(member) : typeof member === wanted;
    if (member === undefined || isRight || found.some(({ path }) => path[0] === name)) continue;
    found.push({
      place: "body",
      path: [name],
      keyword: "type",
      message: `must be of type ${wanted}`,
      value: member,
    });
  }
  return found;
}

/** A question for more proof of who is asking, which the specification describes for some of the operations that have it. */
function isChallenge(value: unknown): value is object {
  if (typeof value !== "object" || value === null || !("flows" in value)) return false;
  const { flows } = value;
  return Array.isArray(flows) && flows.every((flow: unknown) => Array.isArray(Object(flow).stages));
}

const NOT_AN_ERROR: Found = {
  place: "body",
  path: ["errcode"],
  keyword: "required",
  message: "must be JSON with an errcode",
};

/** Which part of the standard form an answer lacks. */
function wrongError(value: unknown): Found {
  const { errcode, error }: { readonly errcode?: unknown; readonly error?: unknown } = Object(value);
  if (errcode === undefined) return { ...NOT_AN_ERROR, message: 'must have the property "errcode"' };
  const [name, wrong] = typeof errcode === "string" ? ["error", error] : ["errcode", errcode];
  return { place: "body", path: [name], keyword: "type", message: "must be of type string", value: wrong };
}

function inspectBody(
  contents: Contents,
  type: string | undefined,
  body: NonNullable<InspectedBody>,
): InspectedSide {
  const how = howToRead(contents, type);
  if (!isJson(how)) {
    if (!isText(how)) return { found: [] };
    const text = "bytes" in body ? new TextDecoder().decode(body.bytes) : body.json;
    return { found: issuesOf(how.text, text) };
  }
  const json = jsonOf(body);
  if (!json.ok) return { found: [{ place: "body", path: [], keyword: "json", message: json.message }] };
  return { found: how === "json" ? [] : issuesOf(how, json.value), json: json.value };
}

type ParsedBody =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

function jsonOf(body: NonNullable<InspectedBody>): ParsedBody {
  if ("json" in body) return { ok: true, value: body.json };
  if (body.bytes.length === 0) return { ok: false, message: "must be JSON, and is empty" };
  try {
    return { ok: true, value: parseJson(body.bytes) };
  } catch (error) {
    const deep = isMatrixHttpError(error) && error.errcode === "M_BAD_JSON";
    return { ok: false, message: deep ? "is nested too deeply" : "must be JSON" };
  }
}

function issuesOf(check: Check<unknown>, value: unknown, place: InspectedPlace = "body"): Found[] {
  const result = check["~issues"]?.(value, MAX_ISSUES) ?? check(value);
  if (result.ok) return [];
  return result.issues.map((issue) => ({ place, ...issue, ...at(value, issue.path) }));
}

function at(value: unknown, path: readonly (string | number)[]): { readonly value?: unknown } {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) return {};
    current = Reflect.get(current, key);
  }
  return { value: current };
}

/** One parameter at a time, so that one that cannot be read does not hide the next. */
function parametersOf(
  route: Route,
  place: "path" | "query" | "header",
  convert: (one: Route) => Values,
): Found[] {
  const found: Found[] = [];
  const values: [name: string, value: unknown][] = [];
  const unread = new Set<string>();
  for (const parameter of route.parameters ?? []) {
    if (parameter.in !== place || isOpen(parameter)) continue;
    try {
      values.push(...Object.entries(convert({ ...route, parameters: [parameter] })));
    } catch (error) {
      unread.add(parameter.name);
      found.push({ place, path: [parameter.name], ...whyUnread(parameter, error) });
    }
  }
  const check = route.checks?.[place === "header" ? "headers" : place];
  if (check === undefined) return found;
  const open = new Set(route.parameters?.filter(isOpen).map(({ name }) => name));
  const issues = issuesOf(check, Object.fromEntries(values), place);
  return [
    ...found,
    ...issues.filter(({ path: [name] }) => !unread.has(String(name)) && !open.has(String(name))),
  ];
}

function whyUnread({ type }: Parameter, error: unknown): Pick<Found, "keyword" | "message"> {
  const isMissing = isMatrixHttpError(error) && error.errcode === "M_MISSING_PARAM";
  return isMissing
    ? { keyword: "required", message: "must be there" }
    : { keyword: "type", message: `must be of type ${type}` };
}

/** Takes keys of any name, or has a style that no operation of Matrix uses. */
function isOpen({ type, form }: Parameter): boolean {
  return type === "object" || form !== undefined;
}

/** Query parameters that have a meaning for all operations of Matrix: credentials, and the user that a bridge speaks for. */
const EVERYWHERE = new Set(["access_token", "user_id", "device_id"]);

/** A bridge may say when an event that it sends was sent elsewhere, of which the operations say nothing. */
function isTimed({ method, path }: Route): boolean {
  return method === "PUT" && /\/rooms\/\{\w+\}\/(?:send|state)\//.test(path);
}

function knownEverywhere({ path, security = [], credentialKeys = [] }: Route): Set<string> {
  if (isOfMatrix(path)) return new Set(EVERYWHERE);
  return new Set([...credentialKeys, ...(security.includes("query") ? ["access_token"] : [])]);
}

function unknownQuery(route: Route, query: URLSearchParams): Found[] {
  const known = knownEverywhere(route);
  for (const { in: place, name, type } of route.parameters ?? []) {
    if (place !== "query") continue;
    if (type === "object" || route.readParameters !== undefined) return [];
    known.add(name);
  }
  return [...new Set(query.keys())]
    .filter((name) => !known.has(name) && !(name === "ts" && isTimed(route)))
    .map((name) => ({ place: "query", path: [name], keyword: "unknown", message: "is not described" }));
}

function missingHeaders({ headers = [], header, status }: InspectedAnswer): Found[] {
  if (status === 206 || status === 304) return [];
  return headers
    .filter(({ name, required }) => required && header(name) === undefined)
    .map(({ name }) => ({ place: "header", path: [name], keyword: "required", message: "must be there" }));
}
