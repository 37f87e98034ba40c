/** Whether a value fits a schema, as far as that matters where one is made: nothing is said of formats, nor of what others leave unevaluated. */
import { memberOf } from "./member.js";
import { isList, isNode, type Node } from "./schema-node.js";

/** Asks the same of a part of the schema and a part of the value. */
type Ask = (schema: unknown, value: unknown) => boolean;

/** `schemas` are those that references name. */
export function fits(
  schema: unknown,
  value: unknown,
  schemas: { readonly [name: string]: unknown },
): boolean {
  const ask: Ask = (part, inner) => {
    if (typeof part === "boolean") return part;
    if (!isNode(part)) return true;
    const { $ref } = part;
    const target = typeof $ref === "string" ? (memberOf(schemas, $ref) ?? true) : true;
    if (target !== true && !ask(target, inner)) return false;
    return isListed(part, inner) && fitsParts(part, inner, ask) && fitsOwnType(part, inner, ask);
  };
  return ask(schema, value);
}

/** Whether a value is of a type, or among the values, that the schema lists. */
function isListed(node: Node, value: unknown): boolean {
  const { type, enum: values } = node;
  if (type !== undefined && !(isList(type) ? type : [type]).some((each) => isOf(each, value))) return false;
  if ("const" in node && !isSame(node.const, value)) return false;
  return !isList(values) || values.some((each) => isSame(each, value));
}

/** Schemas that are put together to one. */
function fitsParts(node: Node, value: unknown, ask: Ask): boolean {
  const { allOf, anyOf, oneOf, not } = node;
  const takes = (part: unknown): boolean => ask(part, value);
  if (isList(allOf) && !allOf.every(takes)) return false;
  if (isList(anyOf) && !anyOf.some(takes)) return false;
  if (isList(oneOf) && oneOf.filter(takes).length !== 1) return false;
  if (not !== undefined && takes(not)) return false;
  return node.if === undefined || takes((takes(node.if) ? node.then : node.else) ?? true);
}

function fitsOwnType(node: Node, value: unknown, ask: Ask): boolean {
  if (typeof value === "string") return fitsText(node, value);
  if (typeof value === "number") return fitsNumber(node, value);
  if (isList(value)) return fitsList(node, value, ask);
  return !isNode(value) || fitsObject(node, value, ask);
}

function fitsText({ minLength, maxLength, pattern }: Node, text: string): boolean {
  const isRight = typeof pattern !== "string" || new RegExp(pattern, "u").test(text);
  return isRight && isWithin([...text].length, minLength, maxLength);
}

function fitsNumber(node: Node, value: number): boolean {
  const { exclusiveMinimum, exclusiveMaximum, multipleOf } = node;
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum) return false;
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum) return false;
  if (typeof multipleOf === "number" && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9)
    return false;
  return isWithin(value, node.minimum, node.maximum);
}

function fitsList(node: Node, items: readonly unknown[], ask: Ask): boolean {
  const { prefixItems, contains, minContains = 1, maxContains } = node;
  const first = isList(prefixItems) ? prefixItems : [];
  const isRight = items.every((item, index) =>
    ask(index < first.length ? first[index] : (node.items ?? true), item),
  );
  const sought = contains === undefined ? undefined : items.filter((item) => ask(contains, item)).length;
  const isUnique = node.uniqueItems !== true || new Set(items.map(textOf)).size === items.length;
  if (!isRight || !isUnique || !isWithin(items.length, node.minItems, node.maxItems)) return false;
  return sought === undefined || isWithin(sought, minContains, maxContains);
}

function fitsObject(node: Node, value: Node, ask: Ask): boolean {
  const keys = Object.keys(value);
  const [required, asked, schemas] = [node.required, node.dependentRequired, node.dependentSchemas];
  const hasAll = (names: unknown): boolean =>
    !isList(names) || names.every((name) => Object.hasOwn(value, String(name)));
  if (!hasAll(required) || !isWithin(keys.length, node.minProperties, node.maxProperties)) return false;
  return keys.every(
    (key) =>
      ask(node.propertyNames ?? true, key) &&
      partsOf(node, key).every((part) => ask(part, value[key])) &&
      hasAll(memberOf(asked, key)) &&
      ask(memberOf(schemas, key) ?? true, value),
  );
}

/** Schemas of a member: its own and those of its patterns, or that of all others. */
function partsOf({ properties, patternProperties, additionalProperties }: Node, key: string): unknown[] {
  const own = memberOf(properties, key);
  const patterns = isNode(patternProperties) ? Object.entries(patternProperties) : [];
  const parts = [
    ...(own === undefined ? [] : [own]),
    ...patterns.filter(([pattern]) => new RegExp(pattern, "u").test(key)).map(([, part]) => part),
  ];
  return parts.length > 0 ? parts : [additionalProperties ?? true];
}

function isOf(type: unknown, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return isList(value);
  if (type === "object") return isNode(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

function isWithin(value: number, least: unknown, most: unknown): boolean {
  return !(typeof least === "number" && value < least) && !(typeof most === "number" && value > most);
}

function isSame(a: unknown, b: unknown): boolean {
  return textOf(a) === textOf(b);
}

/** The same for objects that say the same, in whichever order. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isNode(inner) ? Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)) : inner,
  );
}
