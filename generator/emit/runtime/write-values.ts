/** Values as texts: scalars, items of lists, members of objects, and the pairs that queries, forms and cookies consist of. */
import { encode, scalar } from "./encode.js";
import type { ParameterForm } from "./parameter.js";

/** Writes a text so that it stands where it may. */
export type Encode = (text: string) => string;

/** The items of a list that are there; undefined for anything but a list. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value.filter(isThere) : undefined;
}

/** The members of an object that are there; none for anything but an object. */
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
    refuse(text, forbidden, what, "a value");
    return text;
  };
}

function refuse(text: string, forbidden: RegExp, what: string, part: string): void {
  const [found] = forbidden.exec(text) ?? [];
  if (found !== undefined) throw new TypeError(`${what} must not have ${JSON.stringify(found)} in ${part}`);
}

/** A list in one text that is not percent-encoded: of a header, or of a part. */
export function joinedPlain(
  value: unknown,
  style: string,
  explode: boolean | undefined,
  what: string,
): string {
  const [delimiter, forbidden = /,/] = DELIMITERS[style] ?? [","];
  // The first `=` ends a member's name; items of a list have none.
  if (explode && !Array.isArray(value))
    for (const [name] of membersOf(value)) refuse(name, /=/, what, "the name of a member");
  return joined(value, decodeURIComponent(delimiter), encodeFor(forbidden, what), explode);
}

/** The parameter or form that pairs belong to, and where they stand. */
export interface PairContext {
  /** For errors. */
  readonly what: string;
  readonly cookie?: boolean;
}

/** `name=value`, as often as the style wants it; nothing for an empty list or object. */
export function writePairs(
  name: string,
  form: ParameterForm,
  value: unknown,
  { what, cookie = false }: PairContext,
): string[] {
  const { style, explode } = form;
  const plain: Encode = (text) => encode(text, what);
  const write = encodeAs(form, what);
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
  if (!explode) {
    const [delimiter, forbidden] = DELIMITERS[style] ?? [","];
    const refuse = forbidden && encodeFor(forbidden, what);
    // A comma of a value is told from one between values by being encoded; other delimiters are refused.
    const inList: Encode = (text) => (refuse ? write(refuse(text)) : write(text).replaceAll(",", "%2C"));
    return [`${key}=${joined(value, delimiter, inList)}`];
  }
  if (list !== undefined) return list.map((each) => `${key}=${write(scalar(each))}`);
  const writeKey = style === "cookie" ? write : plain;
  return membersOf(value).map(([member, each]) => `${writeKey(member)}=${write(scalar(each))}`);
}

/** How the texts of a style are written where no delimiter stands between them. */
function encodeAs({ style, allowReserved }: ParameterForm, what: string): Encode {
  // Control characters, and what is not ASCII, are refused by the platform or the other side.
  if (style === "cookie") return encodeFor(/[^\x21-\x3a\x3c-\x7e]/, what);
  return (text) => (allowReserved ? keepReserved(encode(text, what)) : encode(text, what));
}

/** Delimiters of a query, and what a value must not hold beside each. */
export const DELIMITERS: { readonly [style: string]: readonly [string, RegExp?] } = {
  cookie: [",", /,/],
  spaceDelimited: ["%20", / /],
  pipeDelimited: ["%7C", /\|/],
  tabDelimited: ["%09", /\t/],
};

/** Reserved characters that neither end a value nor mean a space. */
function keepReserved(encoded: string): string {
  return encoded.replace(/%(?:3A|2F|3F|40|24|2C|3B|3D)/g, decodeURIComponent);
}
