/** Two schemas as one, where values are made. */
import { isList, isNode, list, type Node, number } from "./schema-node.js";

/** The demands of both, nearly: a guard knows better where they say different things of the same. */
export function both(a: Node, b: Node): Node {
  const joined: { [keyword: string]: unknown } = { ...b, ...a };
  for (const [keyword, join] of JOINS)
    if (keyword in a && keyword in b) joined[keyword] = join(a[keyword], b[keyword]);
  for (const keyword of ["anyOf", "oneOf"])
    if (keyword in a && keyword in b) joined.allOf = [...list(joined.allOf), { [keyword]: b[keyword] }];
  return joined;
}

type Join = (a: unknown, b: unknown) => unknown;

const larger: Join = (a, b) => Math.max(number(a), number(b));
const smaller: Join = (a, b) => Math.min(number(a), number(b));
const each: Join = (a, b) => ({ allOf: [a, b] });

/** By keyword: a value that says what two say. */
const JOINS: ReadonlyMap<string, Join> = new Map([
  ...["minimum", "minLength", "minItems", "minProperties"].map((keyword) => [keyword, larger] as const),
  ...["maximum", "maxLength", "maxItems", "maxProperties"].map((keyword) => [keyword, smaller] as const),
  ["items", each],
  ["additionalProperties", each],
  ["properties", joinProperties],
  ["required", (a, b) => [...new Set([...list(a), ...list(b)])]],
  ["enum", (a, b) => common(list(a), list(b))],
  ["type", (a, b) => shared(types(a), types(b))],
]);

function joinProperties(a: unknown, b: unknown): Node {
  const properties: { [name: string]: unknown } = Object.create(null);
  for (const map of [a, b])
    for (const [name, value] of Object.entries(isNode(map) ? map : {}))
      properties[name] = name in properties ? { allOf: [properties[name], value] } : value;
  return { ...properties };
}

function common(a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  const mine = new Set(a.map((value) => JSON.stringify(value)));
  return b.filter((value) => mine.has(JSON.stringify(value)));
}

function shared(a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  const whole = (list: readonly unknown[], type: unknown): boolean =>
    list.includes(type) || (type === "integer" && list.includes("number"));
  return [...a.filter((type) => whole(b, type)), ...b.filter((type) => !a.includes(type) && whole(a, type))];
}

export function types(type: unknown): readonly unknown[] {
  return isList(type) ? type : [type];
}
