/** Reads parameters in any style of OpenAPI. A delimiter counts where it arrived as itself, not where it is percent-encoded. */
import { collect } from "./convert.js";
import { parseJson } from "./json.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import type {
  Parameter,
  ParameterForm,
  Parameterized,
  ParameterTexts,
  ParameterValues,
  Shape,
} from "./parameter.js";
import { capture, piecesOf, splitPath } from "./path-template.js";
import { type Pair, splitPairs } from "./raw-pairs.js";
import { joinedPairs, readMembers, splitAt, withOthers } from "./read-members.js";

export function readStyled(route: Parameterized, texts: ParameterTexts): ParameterValues {
  const { path = "", query = "" } = texts.target ?? {};
  const raw = rawPath(route.path, path);
  const pairs = splitPairs(query, "&", true);
  const cookies = splitPairs(texts.header("cookie") ?? "", ";", false);
  const known = claimed(route);
  return {
    path: collect(route, "path", (parameter) => {
      const text = raw.get(parameter.name) ?? encodeURIComponent(texts.path.get(parameter.name) ?? "");
      return inPath(parameter, text);
    }),
    query: collect(route, "query", (parameter) => inPairs(parameter, pairs, known)),
    headers: collect(route, "header", (parameter) => inHeader(parameter, texts.header(parameter.name))),
    cookies: collect(route, "cookie", (parameter) => inPairs(parameter, cookies, known)),
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

const PLAIN: ParameterForm = { style: "simple", shape: "string" };

/** A parameter that needs no form has the one of its type. */
function formOf({ form, in: place, type, list }: Parameter): ParameterForm {
  if (form !== undefined) return form;
  const scalar = type === "object" ? "string" : type;
  if (place === "path" || place === "header") return { ...PLAIN, shape: scalar };
  const shape: Shape =
    type === "object" ? { members: {}, others: "string" } : list ? { list: scalar } : scalar;
  return { style: "form", explode: true, shape };
}

function inPath(parameter: Parameter, text: string): unknown {
  const { style, explode, shape } = formOf(parameter);
  const fail = (): never => invalid(parameter, `must be written in the style ${style}`);
  const decode = (part: string): string => decoded(parameter, part);
  if (style === "json") return asJson(parameter, decode(text));
  if (style === "simple") return readMembers(parameter, shape, splitAt(text, ",", shape), explode, decode);
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
  const parts = splitAt(text, ",", shape).map((part) => part.trim());
  return readMembers(parameter, shape, parts, explode, (part) => part);
}

/** Keys of the query, and names of cookies, that have a meaning of their own. */
function claimed(route: Parameterized): Claimed {
  const of = (place: Parameter["in"]): Set<string> =>
    new Set(
      (route.parameters ?? []).flatMap((parameter) => {
        const { explode, shape, style } = formOf(parameter);
        if (parameter.in !== place) return [];
        const spread = explode && typeof shape === "object" && "members" in shape && style !== "deepObject";
        return spread ? Object.keys(shape.members) : [parameter.name];
      }),
    );
  const query = of("query");
  for (const key of route.credentialKeys ?? []) query.add(key);
  return { query, cookie: of("cookie") };
}

interface Claimed {
  readonly query: ReadonlySet<string>;
  readonly cookie: ReadonlySet<string>;
}

const SEPARATORS = { spaceDelimited: /%20|\+/, pipeDelimited: /\||%7c/i } as const;

function inPairs(parameter: Parameter, pairs: readonly Pair[], known: Claimed): unknown {
  const { style, explode, shape } = formOf(parameter);
  const plus = parameter.in === "query";
  const decode = (text: string): string =>
    style === "cookie" ? text : decoded(parameter, plus ? text.replaceAll("+", " ") : text);
  const others = parameter.in === "query" ? known.query : known.cookie;
  const isMap = typeof shape === "object" && "members" in shape;
  if (isMap && (style === "deepObject" || explode)) {
    if (style !== "deepObject") return joinedPairs(parameter, shape, pairs, others, decode);
    return joinedPairs(parameter, withOthers(shape), bracketed(parameter, pairs), NONE, decode);
  }
  const texts = pairs.filter(({ key }) => key === parameter.name).map(({ value }) => value);
  const [first] = texts;
  if (first === undefined) return undefined;
  if (style === "json") return asJson(parameter, decode(first));
  if (explode && typeof shape === "object") return readMembers(parameter, shape, texts, true, decode);
  const separator = style === "spaceDelimited" || style === "pipeDelimited" ? SEPARATORS[style] : ",";
  return readMembers(parameter, shape, splitAt(first, separator, shape), false, decode);
}

const NONE: ReadonlySet<string> = new Set();

/** `f[a]=1` -> `a=1` of the parameter `f`, and nothing deeper. */
function bracketed(parameter: Parameter, pairs: readonly Pair[]): Pair[] {
  const start = `${parameter.name}[`;
  return pairs.flatMap(({ key, value }) => {
    if (key === parameter.name) invalid(parameter, "must have its members in brackets");
    if (!key.startsWith(start)) return [];
    const member = key.slice(start.length, -1);
    if (!key.endsWith("]") || /[[\]]/.test(member)) invalid(parameter, "must have one member in brackets");
    return [{ key: member, value }];
  });
}

function decoded(parameter: Parameter, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return invalid(parameter, "is not percent-encoded as it should be");
  }
}

function asJson(parameter: Parameter, text: string): unknown {
  try {
    return parseJson(new TextEncoder().encode(text));
  } catch {
    return invalid(parameter, "must be JSON");
  }
}

function invalid({ in: place, name }: Parameter, problem: string): never {
  throw new MatrixHttpError(400, "M_INVALID_PARAM", `The ${place} parameter ${name} ${problem}`);
}
