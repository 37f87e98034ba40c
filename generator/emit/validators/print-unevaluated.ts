/** Prints the functions behind `unevaluatedProperties` and `unevaluatedItems`; `unevaluated.ts` says what they do. */
import type { SchemaId } from "../../link/linked-spec.js";
import type { Looks, Unevaluated } from "./schemas/unevaluated.js";

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

/** A function to wrap. */
export interface Wrapped {
  readonly name: string;
  /** Ajv's function for everything else, whose name ends in `_`. */
  readonly base: string;
  readonly id: SchemaId;
  readonly unevaluated: Unevaluated;
}

export function printCheck({ name, base, id, unevaluated }: Wrapped, use: Printed): string {
  const rest = printParts(unevaluated, (test, target, place) => {
    const problem = use.forbids(target)
      ? `report(issues, ${place})`
      : `${use.check(target)}(data[key], issues, at + "/" + segment(String(key)))`;
    return printRest(test, use.ownLooker(id), [`errors += ${problem};`]);
  });
  const lines = [`let errors = ${name}_(data, issues, at);`, ...rest, "return errors;"];
  return `${base}\n\n${block(`function ${name}(data, issues, at)`, lines).join("\n")}`;
}

/** The same for the guard. */
export function printGuard({ name, base, id, unevaluated }: Wrapped, use: Printed): string {
  const refuse = ["return false;"];
  const rest = printParts(unevaluated, (test, target) =>
    printRest(
      test,
      use.ownLooker(id),
      use.forbids(target) ? refuse : block(`if (!${use.guard(target)}(data[key]))`, refuse),
    ),
  );
  const lines = [...block(`if (!${name}_(data))`, refuse), ...rest, "return true;"];
  return `${base}\n\n${block(`function ${name}(data)`, lines).join("\n")}`;
}

/** Lines in a block; none where it would be empty. */
function block(head: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${head} {`, ...lines.map((line) => `  ${line}`), "}"];
}

/** Plans for properties and for items: where they apply, their schema, and the name of the problem. */
function printParts(
  { properties, items }: Unevaluated,
  print: (test: string, target: SchemaId, place: string) => string[],
): string[] {
  return [
    ...(properties === undefined
      ? []
      : print("isObject(data)", properties, 'at, "unevaluatedProperties", key')),
    ...(items === undefined ? [] : print("Array.isArray(data)", items, 'at + "/" + key, "unevaluatedItems"')),
  ];
}

/** Does something with each key that no schema has looked at. */
function printRest(test: string, looker: string, problem: readonly string[]): string[] {
  return block(`if (${test})`, [
    `const seen = look(data, ${looker});`,
    ...block("for (const key of keysOf(data))", block("if (!seen.has(key))", problem)),
  ]);
}

/** Adds to `seen` the keys of `data` that the schema looks at, once it is known that the schema matches. */
export function printLooker(name: string, looks: Looks, own: boolean, use: Printed): string {
  const see = ["seen.add(key);"];
  const properties =
    looks.allProperties || (!own && looks.restProperties)
      ? see
      : [
          ...(looks.names.length === 0 ? [] : block(`if (${among(looks.names)})`, see)),
          ...looks.patterns.flatMap((source) => block(`if (${use.pattern(source)}.test(key))`, see)),
        ];
  const items =
    looks.allItems || (!own && looks.restItems)
      ? see
      : [
          ...(looks.firstItems === 0 ? [] : block(`if (key < ${looks.firstItems})`, see)),
          ...(looks.contains === undefined ? [] : block(`if (${use.guard(looks.contains)}(data[key]))`, see)),
        ];
  const branches = looks.branches.flatMap(({ id, property, always, matched, otherwise }) => {
    const follow = (target: SchemaId): string => `${use.looker(target)}(data, seen);`;
    const test = `${use.guard(id)}(data)`;
    const taken = [follow(id), ...(matched === undefined ? [] : [follow(matched)])];
    if (otherwise !== undefined)
      return [...block(`if (${test})`, taken), ...block("else", [follow(otherwise)])];
    if (property !== undefined)
      return block(`if (isObject(data) && Object.hasOwn(data, ${JSON.stringify(property)}))`, taken);
    return always ? taken : block(`if (${test})`, taken);
  });
  const loop = (test: string, lines: readonly string[]): string[] =>
    block(`if (${test})`, block("for (const key of keysOf(data))", lines));
  const lines = [...loop("isObject(data)", properties), ...loop("Array.isArray(data)", items), ...branches];
  return lines.length === 0
    ? `const ${name} = () => {};`
    : `${block(`const ${name} = (data, seen) =>`, lines).join("\n")};`;
}

function among(names: readonly string[]): string {
  const list = JSON.stringify(names);
  if (list.length <= 100) return `${list}.includes(key)`;
  return `[\n${names.map((name) => `        ${JSON.stringify(name)},\n`).join("")}      ].includes(key)`;
}

/** Emitted where a module has such schemas. */
export const LOOK_HELPERS = `const keysOf = (data) => {
  const { length } = Array.isArray(data) ? data : Object.keys(data);
  step(10 * length);
  return Array.isArray(data) ? [...Array(length).keys()] : Object.keys(data);
};
const look = (data, looker) => {
  const seen = new Set();
  looker(data, seen);
  return seen;
};`;
