/** Turns the text of parameters into the values that their schemas describe. Only the exact forms count: `1`, not `01x`. */
import { MatrixHttpError } from "./matrix-http-error.js";
import type { Parameter, Values } from "./parameter.js";
import type { IncomingRequest, Route } from "./route.js";

export type { Values } from "./parameter.js";

export function convertPath(route: Route, raw: ReadonlyMap<string, string>): Values {
  return collect(route, "path", (parameter) => convert(parameter, raw.get(parameter.name)));
}

/** With `lenient`, an optional parameter that is empty, and no text, is as good as absent. */
export function convertQuery(route: Route, query: URLSearchParams, lenient = false): Values {
  return collect(route, "query", (parameter) => {
    if (parameter.type === "object") return rest(route, query);
    const mayBeEmpty = parameter.required === true || parameter.type.split("|").includes("string");
    const given = query.getAll(parameter.name);
    const texts = lenient && !mayBeEmpty ? given.filter((text) => text !== "") : given;
    if (parameter.list) return texts.length === 0 ? undefined : texts.map((text) => convert(parameter, text));
    return convert(parameter, texts[0]);
  });
}

export function convertHeaders(route: Route, header: IncomingRequest["header"]): Values {
  return collect(route, "header", (parameter) => {
    const text = header(parameter.name);
    return parameter.list
      ? text?.split(",").map((part) => convert(parameter, part.trim()))
      : convert(parameter, text);
  });
}

/** The values of one place; a required one that is missing is an error. */
export function collect(
  route: Pick<Route, "parameters">,
  place: Parameter["in"],
  read: (parameter: Parameter) => unknown,
): Values {
  const entries: [string, unknown][] = [];
  for (const parameter of route.parameters ?? []) {
    if (parameter.in !== place) continue;
    const value = read(parameter);
    if (value !== undefined) entries.push([parameter.name, value]);
    else if (parameter.required)
      throw new MatrixHttpError(400, "M_MISSING_PARAM", `Missing ${place} parameter ${parameter.name}`);
  }
  // Unlike an assignment, this makes an own property of a parameter that is called `__proto__`.
  return Object.fromEntries(entries);
}

/** A parameter that is an object stands for all keys that no other parameter takes. */
function rest(route: Route, query: URLSearchParams): Values | undefined {
  const known = new Set(
    route.parameters?.flatMap(({ in: place, name, type }) =>
      place === "query" && type !== "object" ? [name] : [],
    ),
  );
  if (route.security?.includes("query")) known.add("access_token");
  for (const key of route.credentialKeys ?? []) known.add(key);
  const entries = [...query].filter(([key]) => !known.has(key));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const EXPECTED: { readonly [type: string]: string } = {
  integer: "an integer",
  number: "a number",
  boolean: "true or false",
};

/** The exact forms of each type. */
const FORMS: { readonly [type: string]: RegExp } = {
  integer: /^-?\d+$/,
  number: /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/,
  boolean: /^(true|false)$/,
};

/** The value that a text stands for as one type; undefined where it stands for none. */
function valueAs(type: string, text: string): number | boolean | undefined {
  if (!FORMS[type]?.test(text)) return undefined;
  if (type === "boolean") return text === "true";
  const value = Number(text);
  const isExact = type === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isExact ? value : undefined;
}

function convert(parameter: Parameter, text: string | undefined): unknown {
  return text === undefined ? undefined : convertText(parameter, parameter.type, text);
}

export function convertText(
  { in: place, name }: Pick<Parameter, "in" | "name">,
  scalar: Parameter["type"],
  text: string,
): unknown {
  const types = scalar.split("|");
  // Where it may be text as well, `007` is.
  const isText = types.includes("string") && /^-?0\d/.test(text);
  for (const type of types) {
    if (type === "string" || type === "object") return text;
    const value = isText ? undefined : valueAs(type, text);
    if (value !== undefined) return value;
  }
  const expected = types.map((type) => EXPECTED[type]).join(", or ");
  throw new MatrixHttpError(400, "M_INVALID_PARAM", `The ${place} parameter ${name} must be ${expected}`);
}
