/** Reads parameters in any style of OpenAPI. A delimiter counts where it arrived as itself, not where it is percent-encoded. */
import { collect } from "./convert.js";
import type { Parameter, Parameterized, ParameterTexts, ParameterValues } from "./parameter.js";
import { capture, piecesOf, splitPath } from "./path-template.js";
import { splitPairs } from "./raw-pairs.js";
import { PLAIN_SEPARATORS, readMembers, splitAt } from "./read-members.js";
import { asJson, claimedOf, decoded, formOf, inPairs, invalid } from "./read-pairs.js";

export function readStyled(route: Parameterized, texts: ParameterTexts): ParameterValues {
  const { path = "", query = "" } = texts.target ?? {};
  const raw = rawPath(route.path, path);
  const pairs = splitPairs(query, "&", true);
  const cookies = splitPairs(texts.header("cookie") ?? "", ";", false);
  const of = (place: Parameter["in"]): Parameter[] =>
    (route.parameters ?? []).filter((parameter) => parameter.in === place);
  const inQuery = claimedOf(of("query"));
  for (const key of route.credentialKeys ?? []) inQuery.add(key);
  const inCookies = claimedOf(of("cookie"));
  return {
    path: collect(route, "path", (parameter) => {
      const text = raw.get(parameter.name) ?? encodeURIComponent(texts.path.get(parameter.name) ?? "");
      return inPath(parameter, text);
    }),
    query: collect(route, "query", (parameter) => inPairs(parameter, pairs, inQuery)),
    headers: collect(route, "header", (parameter) => inHeader(parameter, texts.header(parameter.name))),
    cookies: collect(route, "cookie", (parameter) => inPairs(parameter, cookies, inCookies)),
  };
}

/** The parameters of a path as they arrived: where text beside them is encoded in an odd way, they are missing. */
function rawPath(template: string, path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const segments = splitPath(path);
  for (const [index, segment] of splitPath(template).entries()) {
    const pieces = piecesOf(segment, new Set());
    const values = capture(pieces, segments[index] ?? "") ?? [];
    const names = pieces.flatMap((piece) => (typeof piece === "string" ? [] : [piece.parameter]));
    for (const [at, name] of names.entries()) {
      const value = values[at];
      if (value !== undefined) found.set(name, value);
    }
  }
  return found;
}

/** Of Swagger 2.0. */
const IN_PATH: { readonly [style: string]: string | RegExp } = {
  spaceDelimited: "%20",
  pipeDelimited: /\||%7c/i,
  tabDelimited: "%09",
};

function inPath(parameter: Parameter, text: string): unknown {
  const { style, explode, shape } = formOf(parameter);
  const fail = (): never => invalid(parameter, `must be written in the style ${style}`);
  const decode = (part: string): string => decoded(parameter, part);
  if (style === "json") return asJson(parameter, decode(text));
  if (style === "simple") return readMembers(parameter, shape, splitAt(text, ",", shape), explode, decode);
  const separator = IN_PATH[style];
  if (separator !== undefined)
    return readMembers(parameter, shape, splitAt(text, separator, shape), false, decode);
  if (style === "label") {
    if (!text.startsWith(".")) return fail();
    return readMembers(parameter, shape, splitAt(text.slice(1), explode ? "." : ",", shape), explode, decode);
  }
  if (!text.startsWith(";")) return fail();
  const parts = text.slice(1).split(";");
  if (explode && typeof shape === "object" && "members" in shape)
    return readMembers(parameter, shape, parts, true, decode);
  const values = parts.map((part) => {
    const [name = "", ...rest] = part.split("=");
    return decode(name) === parameter.name ? rest.join("=") : fail();
  });
  if (explode && typeof shape === "object") return readMembers(parameter, shape, values, true, decode);
  const [only = ""] = values;
  return values.length > 1 ? fail() : readMembers(parameter, shape, splitAt(only, ",", shape), false, decode);
}

function inHeader(parameter: Parameter, text: string | undefined): unknown {
  const { style, explode, shape } = formOf(parameter);
  if (text === undefined) return undefined;
  if (style === "json") return asJson(parameter, text);
  const parts = splitAt(text, PLAIN_SEPARATORS[style] ?? ",", shape).map((part) => part.trim());
  return readMembers(parameter, shape, parts, explode, (part) => part);
}
