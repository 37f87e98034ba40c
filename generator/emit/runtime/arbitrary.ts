/** Makes arbitraries of fast-check from schemas. They are built so that nearly all samples are right, and a guard drops the others. */
import { fits } from "./fits.js";
import { both, types } from "./join-schemas.js";
import { expressionsOf } from "./patterned.js";
import { isList, isNode, list, type Node, number } from "./schema-node.js";

/** JSON Schema without annotations; references are names of other schemas. */
export type PlainSchema = boolean | { readonly [keyword: string]: unknown };
export interface Schemas {
  readonly [name: string]: PlainSchema;
}

/** The methods that are used of an arbitrary of fast-check. */
export interface AnyArbitrary {
  map(change: (value: never) => unknown): AnyArbitrary;
  filter(isGood: (value: never) => boolean): AnyArbitrary;
}

/** The functions that are used of the package `fast-check`, version 3.11 or later. */
export interface FastCheck {
  array(items: AnyArbitrary, limits: object): AnyArbitrary;
  boolean(): AnyArbitrary;
  constant(value: unknown): AnyArbitrary;
  constantFrom(...values: readonly unknown[]): AnyArbitrary;
  dictionary(keys: AnyArbitrary, values: AnyArbitrary, limits: object): AnyArbitrary;
  double(limits: object): AnyArbitrary;
  integer(limits: object): AnyArbitrary;
  jsonValue(limits: object): AnyArbitrary;
  oneof(...choices: readonly AnyArbitrary[]): AnyArbitrary;
  record(members: { readonly [name: string]: AnyArbitrary }, limits: object): AnyArbitrary;
  string(limits: object): AnyArbitrary;
  stringMatching(pattern: RegExp): AnyArbitrary;
  tuple(...parts: readonly AnyArbitrary[]): AnyArbitrary;
  uniqueArray(items: AnyArbitrary, limits: object): AnyArbitrary;
}

/** Below this depth only what must be there is there. */
const SHALLOW = 3;
/** No schema that has values at all needs to go deeper than this. */
const DEEP = 24;
const MORE_ITEMS = 3;
/** Keywords that nothing is made by, or that may say more of a value than one of its parts is made by. */
const UNMADE = ["oneOf", "not", "if", "dependentSchemas", "patternProperties", "maxContains"];
const NAME = "[a-z0-9]{1,6}";
const HOST = `${NAME}\\.example(:[1-9][0-9]{1,3})?`;

/** Source of texts of a format; of others any text will do. */
const TEXTS: { readonly [format: string]: string } = {
  "mx-event-id": "^\\$[A-Za-z0-9_-]{1,43}$",
  "mx-mxc-uri": `^mxc://${HOST}/[A-Za-z0-9]{1,12}$`,
  "mx-room-alias": `^#[a-z0-9_.-]{1,8}:${HOST}$`,
  "mx-room-id": `^![A-Za-z0-9]{1,12}:${HOST}$`,
  "mx-server-name": `^${HOST}$`,
  "mx-unpadded-base64": "^[A-Za-z0-9+/]{0,12}$",
  "mx-urlsafe-unpadded-base64": "^[A-Za-z0-9_-]{0,12}$",
  "mx-user-id": `^@[a-z0-9._=/-]{1,8}:${HOST}$`,
  email: `^${NAME}@${NAME}\\.example$`,
  uri: `^https://${NAME}\\.example/[a-z0-9]{0,8}$`,
  uuid: "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
  byte: "^([A-Za-z0-9+/]{4}){0,3}$",
};
const DATES: { readonly [format: string]: string } = {
  date: "2026-02-03",
  "date-time": "2026-02-03T04:05:06Z",
};

/** An arbitrary of the values of a schema. Without a guard, some of its samples may be wrong. */
export function arbitraryOf(
  fc: FastCheck,
  schemas: Schemas,
  name: string,
  guard?: (value: unknown) => boolean,
): AnyArbitrary {
  const built = new Builder(fc, schemas).value(schemas[name] ?? true, 0) ?? fc.constant(null);
  return guard === undefined ? built : fitting(built, guard, name);
}

/** So many samples in a row may be wrong. More mean that the schema asks for what cannot be made without knowing it. */
const MOST_MISSES = 10_000;

/** Those samples that are right. A filter alone would look for one without end where there is none. */
function fitting(values: AnyArbitrary, isFit: (value: never) => boolean, what: string): AnyArbitrary {
  let misses = 0;
  return values.filter((value) => {
    const isRight = isFit(value);
    misses = isRight ? 0 : misses + 1;
    if (misses > MOST_MISSES) throw new Error(`no value of ${what} was found in ${MOST_MISSES} tries`);
    return isRight;
  });
}

class Builder {
  readonly #fc: FastCheck;
  readonly #schemas: Schemas;
  /** By schema, then depth: the same part is built once, however many ways lead to it. */
  readonly #known = new Map<unknown, Map<number, AnyArbitrary | undefined>>();

  constructor(fc: FastCheck, schemas: Schemas) {
    this.#fc = fc;
    this.#schemas = schemas;
  }

  /** Undefined where no value can be said. */
  value(schema: unknown, depth: number): AnyArbitrary | undefined {
    const known = this.#known.get(schema) ?? new Map<number, AnyArbitrary | undefined>();
    this.#known.set(schema, known);
    if (!known.has(depth)) known.set(depth, this.#value(schema, depth));
    return known.get(depth);
  }

  #value(schema: unknown, depth: number): AnyArbitrary | undefined {
    if (schema === false || depth > DEEP) return undefined;
    const node = this.#merged(schema, depth);
    const built = node && this.#built(node, depth);
    if (built === undefined || node === undefined || !UNMADE.some((keyword) => keyword in node)) return built;
    // Where it is made, a wrong part is dropped alone; the guard of the whole would drop all around it.
    return fitting(built, (value) => fits(schema, value, this.#schemas), "a part of the schema");
  }

  #built(node: Node, depth: number): AnyArbitrary | undefined {
    const fc = this.#fc;
    const { anyOf, oneOf, ...rest } = node;
    const choices = [anyOf, oneOf].find(isList);
    if (choices !== undefined) {
      const others = choices === anyOf && isList(oneOf) ? { ...rest, oneOf } : rest;
      const built = choices.flatMap((choice): AnyArbitrary[] =>
        only(this.value({ ...others, allOf: [choice, ...list(rest.allOf)] }, depth + 1)),
      );
      return built.length === 0 ? undefined : fc.oneof(...built);
    }
    if ("const" in node) return fc.constant(node.const);
    if (isList(node.enum)) return node.enum.length === 0 ? undefined : fc.constantFrom(...node.enum);
    const built = typesOf(node).flatMap((type): AnyArbitrary[] => only(this.#ofType(type, node, depth)));
    return built.length === 0 ? undefined : built.length === 1 ? built[0] : fc.oneof(...built);
  }

  #ofType(type: unknown, node: Node, depth: number): AnyArbitrary | undefined {
    const fc = this.#fc;
    switch (type) {
      case "object":
        return this.#object(node, depth);
      case "array":
        return this.#array(node, depth);
      case "string":
        return this.#string(node);
      case "integer":
      case "number":
        return this.#number(node, type);
      case "boolean":
        return fc.boolean();
      case "null":
        return fc.constant(null);
      default:
        return fc.jsonValue({ maxDepth: 1 });
    }
  }

  #object(node: Node, depth: number): AnyArbitrary | undefined {
    const fc = this.#fc;
    const required = requiredOf(node);
    const members = this.#members(node, required, depth);
    if (members === undefined) return undefined;
    const { maxProperties } = node;
    const record = fc.record({ ...members }, { requiredKeys: required });
    const cut = (value: object): object =>
      typeof maxProperties === "number" ? withAtMost(value, maxProperties, required) : value;
    const fixed = typeof maxProperties === "number" ? record.map(cut) : record;
    const least = lacking(node, required);
    const most = typeof maxProperties === "number" ? maxProperties - required.length : least + 2;
    const open = depth < SHALLOW || least > 0 ? this.#others(node, depth) : undefined;
    if (open === undefined || most <= 0) return least > 0 ? undefined : fixed;
    const more = fc.dictionary(open.keys, open.values, {
      minKeys: least,
      maxKeys: Math.max(least, Math.min(most, least + 2)),
    });
    return fc.tuple(more, fixed).map(([extra, own]: readonly [object, object]) => cut({ ...extra, ...own }));
  }

  /** Members that a schema names or requires; undefined where one cannot be made that must be there. */
  #members(
    node: Node,
    required: readonly string[],
    depth: number,
  ): { readonly [name: string]: AnyArbitrary } | undefined {
    const properties = isNode(node.properties) ? node.properties : {};
    const others = node.additionalProperties ?? node.unevaluatedProperties ?? true;
    const members: { [name: string]: AnyArbitrary } = Object.create(null);
    for (const name of new Set([...Object.keys(properties), ...required])) {
      const must = required.includes(name);
      if (!must && depth >= SHALLOW) continue;
      const value = this.value(Object.hasOwn(properties, name) ? properties[name] : others, depth + 1);
      if (value !== undefined) members[name] = value;
      else if (must) return undefined;
    }
    return members;
  }

  /** Names and values beside those that the schema names. */
  #others(
    node: Node,
    depth: number,
  ): { readonly keys: AnyArbitrary; readonly values: AnyArbitrary } | undefined {
    const fc = this.#fc;
    const patterns = isNode(node.patternProperties) ? Object.entries(node.patternProperties) : [];
    const { propertyNames, "x-pattern-format": format } = node;
    const others = node.additionalProperties ?? node.unevaluatedProperties;
    const known = patterns[0];
    if (known !== undefined) {
      const keys = this.#string({ pattern: known[0], format });
      const values = this.value(known[1], depth + 1);
      return keys && values && { keys, values };
    }
    if (others === false) return undefined;
    const keys = isNode(propertyNames)
      ? this.value({ type: "string", ...propertyNames }, depth + 1)
      : fc.constantFrom("org.example.a", "org.example.b");
    const values = others === undefined ? fc.jsonValue({ maxDepth: 1 }) : this.value(others, depth + 1);
    return keys && values && { keys, values };
  }

  #array(node: Node, depth: number): AnyArbitrary | undefined {
    const fc = this.#fc;
    const others = node.items ?? node.unevaluatedItems ?? true;
    const { maxItems } = node;
    const prefix = firstItems(node).map((item) => this.value(item, depth + 1));
    const first = prefix.filter((item) => item !== undefined);
    if (first.length < prefix.length) return undefined;
    const least = Math.max(0, number(node.minItems) - first.length);
    const most = typeof maxItems === "number" ? maxItems - first.length : Number.POSITIVE_INFINITY;
    const wanted = depth >= SHALLOW ? least : Math.min(most, least + MORE_ITEMS);
    const item = wanted > 0 ? this.value(others, depth + 1) : undefined;
    if (item === undefined && least > 0) return undefined;
    const limits = { minLength: least, maxLength: item === undefined ? 0 : Math.max(least, wanted) };
    const rest =
      node.uniqueItems === true
        ? fc.uniqueArray(item ?? fc.constant(null), {
            ...limits,
            selector: (value: unknown) => JSON.stringify(value),
          })
        : fc.array(item ?? fc.constant(null), limits);
    if (first.length === 0) return rest;
    return fc
      .tuple(fc.tuple(...first), rest)
      .map(([start, end]: readonly [readonly unknown[], readonly unknown[]]) => [...start, ...end]);
  }

  #string(node: Node): AnyArbitrary {
    const fc = this.#fc;
    const { format, pattern, minLength, maxLength } = node;
    const isFit = (text: string): boolean =>
      (typeof pattern !== "string" || new RegExp(pattern, "u").test(text)) &&
      text.length >= number(minLength) &&
      (typeof maxLength !== "number" || text.length <= maxLength);
    const what = `a text of ${String(format ?? pattern)}`;
    const source = typeof format === "string" && Object.hasOwn(TEXTS, format) ? TEXTS[format] : undefined;
    // Formats that are not Matrix's only annotate, and a pattern beside one says more.
    const isOwn = typeof format === "string" && format.startsWith("mx-");
    if (source !== undefined && (isOwn || typeof pattern !== "string"))
      return fitting(fc.stringMatching(new RegExp(source)), isFit, what);
    const least = number(minLength);
    const most = Math.min(typeof maxLength === "number" ? maxLength : Number.POSITIVE_INFINITY, least + 20);
    if (typeof pattern === "string" && pattern !== "") {
      const texts = expressionsOf(pattern, least).map((expression) => fc.stringMatching(expression));
      return fitting(fc.oneof(...texts), isFit, what);
    }
    const date = typeof format === "string" && Object.hasOwn(DATES, format) ? DATES[format] : undefined;
    return date === undefined ? fc.string({ minLength: least, maxLength: most }) : fc.constant(date);
  }

  #number(node: Node, type: "integer" | "number"): AnyArbitrary {
    const fc = this.#fc;
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = node;
    const { MIN_SAFE_INTEGER: lowest, MAX_SAFE_INTEGER: highest } = Number;
    const least = Math.max(number(minimum, lowest), number(exclusiveMinimum, lowest));
    const most = Math.min(number(maximum, highest), number(exclusiveMaximum, highest));
    // Of whole numbers: those that a border itself leaves out are not among them.
    const min = Math.max(Math.ceil(least), Math.floor(number(exclusiveMinimum, lowest - 1)) + 1);
    const max = Math.min(Math.floor(most), Math.ceil(number(exclusiveMaximum, highest + 1)) - 1);
    if (typeof multipleOf === "number" && multipleOf > 0)
      return fc
        .integer({
          min: Math.ceil(Math.max(min, -1e6) / multipleOf),
          max: Math.floor(Math.min(max, 1e6) / multipleOf),
        })
        .map((count: number) => count * multipleOf);
    if (type === "integer" || least >= most) return fc.integer({ min, max: Math.max(min, max) });
    const doubles = fc.double({ min: least, max: most, noNaN: true, noDefaultInfinity: true });
    return fitting(doubles, (value) => value !== exclusiveMinimum && value !== exclusiveMaximum, "a number");
  }

  /** One object that says what references and `allOf` say together; undefined where they leave nothing. */
  #merged(schema: unknown, depth: number): Node | undefined {
    if (schema === false || depth > DEEP) return undefined;
    if (!isNode(schema)) return {};
    const { $ref, allOf, ...own } = schema;
    const parts = [...(typeof $ref === "string" ? [this.#schemas[$ref] ?? true] : []), ...list(allOf)];
    let merged: Node = own;
    for (const part of parts) {
      const other = this.#merged(part, depth + 1);
      if (other === undefined) return undefined;
      merged = both(merged, other);
    }
    return merged;
  }
}

/** Names that must be there: those that are required, and every member that another asks for. */
function requiredOf(node: Node): string[] {
  const asked = isNode(node.dependentRequired) ? Object.values(node.dependentRequired).flatMap(list) : [];
  const required = [...new Set([...list(node.required), ...asked])].filter(
    (name) => typeof name === "string",
  );
  const others = node.additionalProperties ?? node.unevaluatedProperties;
  if (others !== false || node.patternProperties !== undefined) return required;
  // Nothing else may be there, so that only optional properties make up the number that `minProperties` asks for.
  const properties = isNode(node.properties) ? node.properties : {};
  return [...required, ...mayBe(properties, required).slice(0, lacking(node, required))];
}

/** Schemas of the items that a list begins with: those that it names, or as many as it must contain. */
function firstItems({
  contains,
  items = true,
  maxItems,
  minContains,
  prefixItems,
}: Node): readonly unknown[] {
  const sought = { allOf: [contains, items] };
  const count = contains === undefined ? 0 : number(minContains, 1);
  const all = prefixItems === undefined ? Array(count).fill(sought) : list(prefixItems);
  return all.slice(0, typeof maxItems === "number" ? maxItems : all.length);
}

/** How many members an object needs beside those that it must have. */
function lacking({ minProperties }: Node, required: readonly string[]): number {
  return Math.max(0, number(minProperties) - required.length);
}

/** Members that an object may have. */
function mayBe(properties: Node, required: readonly string[]): string[] {
  return Object.keys(properties).filter((name) => properties[name] !== false && !required.includes(name));
}

function withAtMost(value: object, most: number, required: readonly string[]): object {
  const entries = Object.entries(value);
  const kept = entries.filter(([name]) => required.includes(name));
  const others = entries.filter(([name]) => !required.includes(name));
  return Object.fromEntries([...kept, ...others.slice(0, Math.max(0, most - kept.length))]);
}

/** Types of a value; of a schema that names none, the one that its keywords are about. */
function typesOf(node: Node): readonly unknown[] {
  if (node.type !== undefined) return types(node.type);
  const has = (...keywords: readonly string[]): boolean => keywords.some((keyword) => keyword in node);
  if (has("properties", "required", "additionalProperties", "patternProperties", "propertyNames"))
    return ["object"];
  if (has("items", "prefixItems")) return ["array"];
  if (has("pattern", "format", "minLength", "maxLength")) return ["string"];
  return has("minimum", "maximum", "multipleOf") ? ["number"] : [undefined];
}

function only(value: AnyArbitrary | undefined): AnyArbitrary[] {
  return value === undefined ? [] : [value];
}
