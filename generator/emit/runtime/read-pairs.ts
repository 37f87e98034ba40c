/** Reads values of pairs: those of a query, a form, or cookies. */
import { parseJson } from "./json.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import type { Parameter, ParameterForm, Shape } from "./parameter.js";
import type { Pair } from "./raw-pairs.js";
import { joinedPairs, type Members, readMembers, splitAt, withOthers } from "./read-members.js";

const PLAIN: ParameterForm = { style: "simple", shape: "string" };

/** A parameter that needs no form has the one of its type. */
export function formOf({ form, in: place, type, list }: Parameter): ParameterForm {
  if (form !== undefined) return form;
  const scalar = type === "object" ? "string" : type;
  if (place === "path" || place === "header") return { ...PLAIN, shape: scalar };
  const shape: Shape =
    type === "object" ? { members: {}, others: "string" } : list ? { list: scalar } : scalar;
  return { style: "form", explode: true, shape };
}

/** Keys that have a meaning of their own. */
export function claimedOf(parameters: readonly Parameter[]): Set<string> {
  return new Set(
    parameters.flatMap((parameter) => {
      const { explode, shape, style } = formOf(parameter);
      const isMap = typeof shape === "object" && "members" in shape;
      const spread = explode && isMap && style !== "deepObject" && style !== "json";
      return spread ? Object.keys(shape.members) : [parameter.name];
    }),
  );
}

/** In a query, where a plus is a blank. */
const SEPARATORS: { readonly [style: string]: string | RegExp } = {
  spaceDelimited: /%20|\+/,
  pipeDelimited: /\||%7c/i,
  tabDelimited: /%09/,
};

/** The value of a parameter; undefined where it is not there. `taken` keys belong to others. */
export function inPairs(parameter: Parameter, pairs: readonly Pair[], taken: ReadonlySet<string>): unknown {
  const { style, explode, shape } = formOf(parameter);
  const plus = parameter.in !== "cookie";
  const decode = (text: string): string =>
    style === "cookie" ? text : decoded(parameter, plus ? text.replaceAll("+", " ") : text);
  const isMap = typeof shape === "object" && "members" in shape;
  if (isMap && style !== "json" && (style === "deepObject" || explode)) {
    if (style !== "deepObject") return joinedPairs(parameter, shape, pairs, taken, decode);
    return joinedPairs(parameter, withOthers(shape), bracketed(parameter, shape, pairs), NONE, decode);
  }
  const texts = pairs.filter(({ key }) => key === parameter.name).map(({ value }) => value);
  const [first] = texts;
  if (first === undefined) return undefined;
  if (style === "json" && explode) return texts.map((text) => asJson(parameter, decode(text)));
  if (style === "json") return asJson(parameter, decode(first));
  if (explode && typeof shape === "object") return readMembers(parameter, shape, texts, true, decode);
  const separator = SEPARATORS[style] ?? ",";
  return readMembers(parameter, shape, splitAt(first, separator, shape), false, decode);
}

const NONE: ReadonlySet<string> = new Set();

/** `f[a]=1` -> `a=1` of the parameter `f`, and nothing deeper; but a member may be called `a[b]`. */
function bracketed(parameter: Parameter, { members }: Members, pairs: readonly Pair[]): Pair[] {
  const start = `${parameter.name}[`;
  return pairs.flatMap(({ key, value }) => {
    if (key === parameter.name) invalid(parameter, "must have its members in brackets");
    if (!key.startsWith(start)) return [];
    const member = key.slice(start.length, -1);
    const isDeeper = /[[\]]/.test(member) && !Object.hasOwn(members, member);
    if (!key.endsWith("]") || isDeeper) invalid(parameter, "must have one member in brackets");
    return [{ key: member, value }];
  });
}

export function decoded(parameter: Parameter, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return invalid(parameter, "is not percent-encoded as it should be");
  }
}

export function asJson(parameter: Parameter, text: string): unknown {
  try {
    return parseJson(new TextEncoder().encode(text));
  } catch {
    return invalid(parameter, "must be JSON");
  }
}

export function invalid({ in: place, name }: Parameter, problem: string): never {
  throw new MatrixHttpError(400, "M_INVALID_PARAM", `The ${place} parameter ${name} ${problem}`);
}
