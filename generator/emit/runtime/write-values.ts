/** Values as texts: scalars, items of lists, members of objects, and the pairs that queries, forms and cookies consist of. */
import { encode, scalar } from "./encode.js";
import type { ParameterForm } from "./parameter.js";

export type Encode = (text: string) => string;

export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value.filter(isThere) : undefined;
}

export function membersOf(value: unknown): readonly [string, unknown][] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).filter(([, each]) => isThere(each))
    : [];
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Items, or names and values in turn, with a delimiter between; with `explode`, `name=value` each. */
export function joined(value: unknown, delimiter: string, encode: Encode, explode = false): string {
  const list = listOf(value);
  if (list !== undefined) return list.map((each) => encode(scalar(each))).join(delimiter);
  if (typeof value !== "object") return encode(scalar(value));
  const parts = membersOf(value).map(([key, each]) => [encode(key), encode(scalar(each))]);
  return explode ? parts.map((part) => part.join("=")).join(delimiter) : parts.flat().join(delimiter);
}

/** Text as it is, but for what would end it, which nothing can say there. */
export function encodeFor(forbidden: RegExp, what: string): Encode {
  return (text) => {
    const [found] = forbidden.exec(text) ?? [];
    if (found !== undefined) throw new TypeError(`${what} must not have ${JSON.stringify(found)} in a value`);
    return text;
  };
}

export interface PairContext {
  /** For errors. */
  readonly what: string;
  readonly cookie?: boolean;
}

/** `name=value`, as often as the style wants it; nothing for an empty list or object. */
export function writePairs(
  name: string,
  { style, explode, allowReserved }: ParameterForm,
  value: unknown,
  { what, cookie = false }: PairContext,
): string[] {
  const plain: Encode = (text) => encode(text, what);
  const write: Encode =
    style === "cookie"
      ? // Control characters, and what is not ASCII, are refused by the platform or the other side.
        encodeFor(/[^\x21-\x3a\x3c-\x7e]/, what)
      : allowReserved
        ? (text) => keepReserved(plain(text))
        : plain;
  const key = cookie ? name : plain(name);
  const list = listOf(value);
  if (style === "json")
    return (explode && list ? list : [value]).map((each) => `${key}=${plain(JSON.stringify(each))}`);
  if (list === undefined && typeof value !== "object") return [`${key}=${write(scalar(value))}`];
  if ((list ?? membersOf(value)).length === 0) return [];
  if (style === "deepObject")
    return membersOf(value).flatMap(([member, each]) =>
      (listOf(each) ?? [each]).map((item) => `${plain(`${name}[${member}]`)}=${write(scalar(item))}`),
    );
  if (explode && list !== undefined) return list.map((each) => `${key}=${write(scalar(each))}`);
  if (explode)
    return membersOf(value).map(
      ([member, each]) => `${style === "cookie" ? write(member) : plain(member)}=${write(scalar(each))}`,
    );
  const [delimiter, forbidden] = DELIMITERS[style] ?? [",", undefined];
  const inList =
    forbidden === undefined ? undelimited(write) : encodeAfter(encodeFor(forbidden, what), write);
  if (cookie && style === "cookie")
    return [`${key}=${joined(value, ",", encodeAfter(encodeFor(/,/, what), write))}`];
  return [`${key}=${joined(value, delimiter, inList)}`];
}

const DELIMITERS: { readonly [style: string]: readonly [string, RegExp] } = {
  spaceDelimited: ["%20", / /],
  pipeDelimited: ["%7C", /\|/],
  tabDelimited: ["%09", /\t/],
};

function encodeAfter(check: Encode, write: Encode): Encode {
  return (text) => write(check(text));
}

/** A comma of a value is told from one between values by being encoded. */
function undelimited(write: Encode): Encode {
  return (text) => write(text).replaceAll(",", "%2C");
}

/** Reserved characters that neither end a value nor mean a space. */
function keepReserved(encoded: string): string {
  return encoded.replace(/%(?:3A|2F|3F|40|24|2C|3B|3D)/g, decodeURIComponent);
}
