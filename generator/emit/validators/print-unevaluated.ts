/** Prints the functions behind `unevaluatedProperties` and `unevaluatedItems`; `unevaluated.ts` says what they do. */
import type { SchemaId } from "../../link/types.js";
import type { Looks, Unevaluated } from "./unevaluated.js";

/** Names of the functions and constants that the printed code uses. */
export interface Printed {
  readonly check: (id: SchemaId) => string;
  readonly guard: (id: SchemaId) => string;
  readonly looker: (id: SchemaId) => string;
  /** The looker without what the schema's own `unevaluated…` adds. */
  readonly ownLooker: (id: SchemaId) => string;
  readonly pattern: (source: string) => string;
  /** Whether no value matches the schema. */
  readonly forbids: (id: SchemaId) => boolean;
}

/** Wraps ajv's function `base` for everything else, whose name ends in `_`. */
export function printCheck(
  name: string,
  base: string,
  id: SchemaId,
  unevaluated: Unevaluated,
  use: Printed,
): string {
  const rest = printParts(unevaluated, (test, target, place) => {
    const problem = use.forbids(target)
      ? `report(issues, ${place})`
      : `${use.check(target)}(data[key], issues, at + "/" + segment(String(key)))`;
    return printRest(test, use.ownLooker(id), `errors += ${problem}`);
  });
  return `${base}
function ${name}(data, issues, at){let errors = ${name}_(data, issues, at);${rest}return errors;}`;
}

/** The same for the guard. */
export function printGuard(
  name: string,
  base: string,
  id: SchemaId,
  unevaluated: Unevaluated,
  use: Printed,
): string {
  const rest = printParts(unevaluated, (test, target) =>
    printRest(
      test,
      use.ownLooker(id),
      use.forbids(target) ? "return false" : `if(!${use.guard(target)}(data[key]))return false`,
    ),
  );
  return `${base}
function ${name}(data){if(!${name}_(data))return false;${rest}return true;}`;
}

/** Plans for properties and for items: where they apply, their schema, and the name of the problem. */
function printParts(
  { properties, items }: Unevaluated,
  print: (test: string, target: SchemaId, place: string) => string,
): string {
  const parts = [
    properties && print("isObject(data)", properties, 'at, "unevaluatedProperties", key'),
    items && print("Array.isArray(data)", items, 'at + "/" + key, "unevaluatedItems"'),
  ];
  return parts.join("");
}

/** Does something with each key that no schema has looked at. */
function printRest(test: string, looker: string, problem: string): string {
  return `if(${test}){const seen = look(data, ${looker});for(const key of keysOf(data))if(!seen.has(key))${problem};}`;
}

/** Adds to `seen` the keys of `data` that the schema looks at, once it is known that the schema matches. */
export function printLooker(name: string, looks: Looks, own: boolean, use: Printed): string {
  const properties =
    looks.allProperties || (!own && looks.restProperties)
      ? ["seen.add(key);"]
      : [
          ...(looks.names.length === 0
            ? []
            : [`if(${JSON.stringify(looks.names)}.includes(key))seen.add(key);`]),
          ...looks.patterns.map((source) => `if(${use.pattern(source)}.test(key))seen.add(key);`),
        ];
  const items =
    looks.allItems || (!own && looks.restItems)
      ? ["seen.add(key);"]
      : [
          ...(looks.firstItems === 0 ? [] : [`if(key < ${looks.firstItems})seen.add(key);`]),
          ...(looks.contains === undefined
            ? []
            : [`if(${use.guard(looks.contains)}(data[key]))seen.add(key);`]),
        ];
  const branches = looks.branches.map(({ id, property, always, matched, otherwise }) => {
    const follow = (target: SchemaId): string => `${use.looker(target)}(data, seen);`;
    const test = `${use.guard(id)}(data)`;
    const taken = follow(id) + (matched === undefined ? "" : follow(matched));
    if (otherwise !== undefined) return `if(${test}){${taken}}else{${follow(otherwise)}}`;
    if (property !== undefined)
      return `if(isObject(data) && Object.hasOwn(data, ${JSON.stringify(property)})){${taken}}`;
    return always ? taken : `if(${test}){${taken}}`;
  });
  const loop = (test: string, lines: readonly string[]): string =>
    lines.length === 0 ? "" : `if(${test})for(const key of keysOf(data)){${lines.join("")}}`;
  return `const ${name} = (data, seen) => {${loop("isObject(data)", properties)}${loop("Array.isArray(data)", items)}${branches.join("")}};`;
}

/** Emitted where a module has such schemas. */
export const LOOK_HELPERS = `const keysOf = (data) => (Array.isArray(data) ? [...data.keys()] : Object.keys(data));
const look = (data, looker) => {
  const seen = new Set();
  looker(data, seen);
  return seen;
};`;
