/** Looks at the parameters of a request. */
import { convertHeaders, convertPath, convertQuery, type Values } from "./convert.js";
import type { Found, InspectedRequest } from "./found.js";
import { issuesOf } from "./inspect-body.js";
import { isMatrixHttpError } from "./matrix-http-error.js";
import { isOfMatrix } from "./of-matrix.js";
import type { Parameter, Route } from "./route.js";

/** Problems of path, query and headers, and names in the query that no one describes. */
export function inspectParameters(route: Route, request: InspectedRequest): Found[] {
  return [
    ...parametersOf(route, "path", (one) => convertPath(one, request.path)),
    ...parametersOf(route, "query", (one) => convertQuery(one, request.query)),
    ...parametersOf(route, "header", (one) => convertHeaders(one, request.header)),
    ...unknownQuery(route, request.query),
  ];
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
