/** Writes the address of a call. What a parameter holds never becomes part of the address's structure. */
import type { Operation } from "./operation.js";

type Described = Pick<Operation<never, unknown>, "operationId" | "path" | "mayBeEmpty">;

/** Gives the text of a path parameter that is more than its value; undefined for one that is not. */
export type WriteValue = (
  name: string,
  value: unknown,
  encode: (text: string) => string,
) => string | undefined;

/** With the text between it and another one of the same segment. */
const PARAMETER = /\{([^}]*)\}(?:([^{]+)(?=\{))?/g;

/** `/join/{roomIdOrAlias}` with `#a:b` -> `/join/%23a%3Ab` */
export function encodePath(operation: Described, values: object, write?: WriteValue): string {
  const segments = operation.path.split("/").map((segment) => {
    const filled = segment.replace(PARAMETER, (_, name: string, next: string = "") => {
      const text = encodeParameter(operation, name, values, write);
      // A server splits a segment where such a text first stands.
      if (next !== "" && decodeURIComponent(text).includes(next))
        throw new TypeError(
          `${operation.operationId}: the path parameter ${name} must not have ${JSON.stringify(next)} in a value`,
        );
      return text + next;
    });
    // URLs drop such segments, encoded or not, and the call would reach another operation.
    if (filled !== segment && /^(?:\.|%2e){1,2}$/i.test(filled))
      throw new TypeError(`${operation.operationId}: a path parameter must not be "." or ".."`);
    return filled;
  });
  return segments.join("/");
}

function encodeParameter(operation: Described, name: string, values: object, write?: WriteValue): string {
  const what = `${operation.operationId}: the path parameter ${name}`;
  const value: unknown = Object.hasOwn(values, name) ? Reflect.get(values, name) : undefined;
  if (value === undefined || value === null) throw new TypeError(`${what} is missing`);
  const text = write?.(name, value, (part) => encode(part, what)) ?? encode(scalar(value), what);
  if (text === "" && !operation.mayBeEmpty?.includes(name)) throw new TypeError(`${what} is empty`);
  return text;
}

/** With the question mark; empty when there is nothing to say. Lists are repeated keys, maps are keys of their own. */
export function encodeQuery(operation: Described, values: object): string {
  const pairs = Object.entries(values).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
    if (Array.isArray(value)) return value.map((item: unknown) => [key, item]);
    return typeof value === "object" && value !== null ? Object.entries(value) : [[key, value]];
  });
  const texts = pairs
    .filter(([, value]) => value !== undefined && value !== null)
    .map((pair) =>
      pair
        .map((part) => encode(scalar(part), `${operation.operationId}: the query parameter ${pair[0]}`))
        .join("="),
    );
  return texts.length === 0 ? "" : `?${texts.join("&")}`;
}

/** Text that stands for a value; `[object Object]` stands for none. */
export function scalar(value: unknown): string {
  if (typeof value === "object" && value !== null)
    throw new TypeError("a list or an object has no form in a parameter of text");
  return String(value);
}

export function encode(text: string, what: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw new TypeError(`${what} has half of a surrogate pair`);
  }
}

/** As they are given: blanks around a text would be lost on the way. */
export function checkHeaders<Given extends object | undefined>(
  { operationId }: Pick<Described, "operationId">,
  headers: Given,
): Given {
  for (const [name, value] of Object.entries(headers ?? {}))
    checkEnds(value, `${operationId}: the header ${name}`);
  return headers;
}

export function checkEnds(value: unknown, what: string): void {
  if (typeof value === "string" && value !== value.trim())
    throw new TypeError(`${what} must not begin or end with a blank`);
}
