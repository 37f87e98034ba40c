/** From a simplified schema to the text of its TypeScript type, by openapi-typescript. */
import { getString, isArray, isObject, type Json, type JsonObject } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import { literalPrefix } from "../../literal-prefix.js";
import { identifierOf, keyType, templateType } from "./identifiers.js";
import { type TransformContext, transformSchema } from "./openapi-typescript.js";
import { documented, factory, isTypeLiteral, type TypeNode } from "./type-nodes.js";

/** Prints the type of a simplified schema. `$ref`s are names of types that are in scope where the text goes; documented properties have `x-doc`. */
export function printType(schema: Schema): string {
  return nodeOf(schema, WITH_DOCS).print("");
}

const WITH_DOCS = contextOf((property, schema) => documented(property, getString(schema, "x-doc") ?? ""));
const WITHOUT_DOCS = contextOf((property) => property);

function contextOf(transformProperty: TransformContext["transformProperty"]): TransformContext {
  const context: TransformContext = {
    emptyObjectsUnknown: true,
    discriminators: { objects: {}, refsHandled: [] },
    resolve: () => undefined,
    transform: (schema) => (isObject(schema) ? specialType(schema, context) : undefined),
    transformProperty,
  };
  return context;
}

function nodeOf(schema: Json, context: TransformContext): TypeNode {
  return transformSchema(schema, { path: "", ctx: context });
}

/** Types that openapi-typescript does not print: identifiers, fixed prefixes, maps with patterned keys, tuples. */
function specialType(schema: JsonObject, context: TransformContext): TypeNode | undefined {
  const { type, properties, additionalProperties, patternProperties, prefixItems, items } = schema;
  if (type === "string") return schema.format === "x-bytes" ? bytesType() : stringType(schema);
  if (type === "array" && isArray(prefixItems)) return tupleType(prefixItems, items, schema, context);
  if (type !== "object") return undefined;
  if (additionalProperties === false && properties === undefined && patternProperties === undefined)
    return factory.createTypeReferenceNode("Record<string, never>");
  if (isObject(patternProperties)) {
    const named = isObject(properties) ? Object.values(properties) : [];
    const literal = mapType(patternProperties, additionalProperties === false, named, context);
    const { patternProperties: _, additionalProperties: __, ...rest } = schema;
    return properties === undefined
      ? literal
      : factory.createIntersectionTypeNode([nodeOf(rest, context), literal]);
  }
  if (isObject(properties) && additionalProperties !== undefined)
    return openObjectType(schema, properties, additionalProperties, context);
  return undefined;
}

/** Places that may be missing are optional; what may follow is a rest. */
function tupleType(
  prefix: readonly Json[],
  items: Json | undefined,
  { minItems, maxItems }: JsonObject,
  context: TransformContext,
): TypeNode {
  const least = typeof minItems === "number" ? minItems : 0;
  const most = typeof maxItems === "number" ? maxItems : Number.POSITIVE_INFINITY;
  const members = prefix.slice(0, most).map((item, index) => {
    const node = nodeOf(item, context);
    return index < least ? node : factory.createOptionalTypeNode(node);
  });
  if (items === false || most <= prefix.length) return factory.createTupleTypeNode(members);
  const others = nodeOf(items ?? true, context);
  // A long list of required items says no more to a reader than a few.
  const needed = Array.from({ length: Math.min(least - prefix.length, MAX_NEEDED) }, () => others);
  const rest = factory.createRestTypeNode(factory.createArrayTypeNode(others));
  return factory.createTupleTypeNode([...members, ...needed, rest]);
}

/** A map whose keys have a form. Where no type can say the form, a key may be another, whose value is anybody's guess, or one of those named. */
function mapType(
  patterns: JsonObject,
  closed: boolean,
  named: readonly Json[],
  context: TransformContext,
): TypeNode {
  const byKey = new Map<string, Map<string, TypeNode>>();
  for (const [pattern, value] of Object.entries(patterns)) {
    const key = keyType(pattern, value);
    const said = closed || key !== "string" || ANY_KEY.has(pattern) ? value : true;
    byKey.set(key, new Map([...(byKey.get(key) ?? []), ...distinctTypes([said], context)]));
  }
  // The type for any key must allow the types for patterned keys.
  const all = new Map([...byKey.values()].flatMap((values) => [...values]));
  const entries = [...byKey.keys()].map((key) => {
    if (key === "string" && named.length > 0) return indexOf(key, beside(named, all, context));
    const values = (key === "string" ? all : byKey.get(key)) ?? all;
    const several = values.has("unknown") ? [UNKNOWN] : [...values.values()];
    const [only = UNKNOWN] = several;
    return indexOf(key, several.length === 1 ? only : factory.createUnionTypeNode(several));
  });
  return factory.createTypeLiteralNode(entries);
}

/** In one type with an index signature, that must allow what each named property allows. */
function openObjectType(
  schema: JsonObject,
  properties: JsonObject,
  additional: Json,
  context: TransformContext,
): TypeNode {
  const { additionalProperties: _, ...rest } = schema;
  const named = nodeOf(rest, context);
  if (!isTypeLiteral(named)) return named;
  const value = beside(Object.values(properties), distinctTypes([additional], context), context);
  return factory.createTypeLiteralNode([...named.members, indexOf("string", value)]);
}

/** The type of any key beside named ones. */
function beside(
  named: readonly Json[],
  others: ReadonlyMap<string, TypeNode>,
  context: TransformContext,
): TypeNode {
  const types = new Map([...others, ...distinctTypes(named, context)]);
  const simple = types.size <= 4 && !types.has("unknown");
  return simple ? factory.createUnionTypeNode([...types.values(), UNDEFINED]) : UNKNOWN;
}

/** Types by their text, whatever is said of them in words. */
function distinctTypes(schemas: readonly Json[], context: TransformContext): Map<string, TypeNode> {
  return new Map(
    schemas.map((schema) => [nodeOf(schema, WITHOUT_DOCS).print(""), nodeOf(schema, context)] as const),
  );
}

const MAX_NEEDED = 8;

/** Patterns that every key matches. */
const ANY_KEY: ReadonlySet<string> = new Set(["", "^", ".*", "^.*$"]);

const UNKNOWN: TypeNode = factory.createKeywordTypeNode("UnknownKeyword");
const UNDEFINED: TypeNode = factory.createKeywordTypeNode("UndefinedKeyword");

/** A member of a form that is bytes: a file, or what a program has made. */
function bytesType(): TypeNode {
  return factory.createUnionTypeNode([
    factory.createTypeReferenceNode("Blob"),
    factory.createTypeReferenceNode("Uint8Array"),
  ]);
}

function stringType(schema: JsonObject): TypeNode | undefined {
  if (isArray(schema.enum)) return undefined;
  const identifier = identifierOf(schema.format);
  if (identifier !== undefined) return factory.createTypeReferenceNode(identifier);
  const prefix = typeof schema.pattern === "string" ? literalPrefix(schema.pattern) : undefined;
  if (prefix === "") return factory.createLiteralTypeNode(factory.createStringLiteral(""));
  return prefix === undefined ? undefined : factory.createTypeReferenceNode(templateType(prefix));
}

function indexOf(key: string, value: TypeNode): TypeNode {
  const parameter = factory.createParameterDeclaration(
    undefined,
    undefined,
    "key",
    undefined,
    factory.createTypeReferenceNode(key),
  );
  return factory.createIndexSignature(undefined, [parameter], value);
}
