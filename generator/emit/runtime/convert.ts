/** Turns the text of parameters into the values that their schemas describe. Only the exact forms count: `1`, not `01x`. */
import { MatrixHttpError } from "./matrix-http-error.js";
import type { Parameter, Values } from "./parameter.js";
import type { IncomingRequest, Route } from "./route.js";

export type { Values } from "./parameter.js";

export function convertPath(route: Route, raw: ReadonlyMap<string, string>): Values {
  return collect(route, "path", (parameter) => convert(parameter, raw.get(parameter.name)));
}

export function convertQuery(route: Route, query: URLSearchParams): Values {
  return collect(route, "query", (parameter) => {
    if (parameter.type === "object") return rest(route, query);
    const texts = query.getAll(parameter.name);
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

function convert(parameter: Parameter, text: string | undefined): unknown {
  return text === undefined ? undefined : convertText(parameter, parameter.type, text);
}

export function convertText(
  { in: place, name }: Pick<Parameter, "in" | "name">,
  scalar: Parameter["type"],
  text: string,
): unknown {
  const types = scalar.split("|");
  for (const type of types) {
    if (type === "string" || type === "object") return text;
    if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
    const number = Number(text);
    // Where it may be text as well, `007` is.
    if (/^-?0\d/.test(text) && types.includes("string")) continue;
    if (type === "integer" && /^-?\d+$/.test(text) && Number.isSafeInteger(number)) return number;
    if (type === "number" && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(number))
      return number;
  }
  const expected = types.map((type) => EXPECTED[type]).join(", or ");
  throw new MatrixHttpError(400, "M_INVALID_PARAM", `The ${place} parameter ${name} must be ${expected}`);
}
