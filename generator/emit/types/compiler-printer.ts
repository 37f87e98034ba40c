/** From a schema to the text of its TypeScript type, by openapi-typescript. */
import { createRequire } from "node:module";
import type * as SchemaObject from "openapi-typescript/dist/transform/schema-object.mjs";
import type ts from "typescript";
import { getString, isArray, isObject, type Json, type JsonObject } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import { literalPrefix } from "../../literal-prefix.js";
import { identifierOf, keyType, templateType } from "./identifiers.js";

// By `require`: on `import`, Node first reads the whole compiler in search of its exports, which takes longer than running it.
// And only when something has to be printed: it is half of what a run loads.
const require = createRequire(import.meta.url);
// Each once: Node looks for the package's folder anew at every call, and there are a dozen calls a node.
const compiler = once<typeof ts>(() => require("typescript"));
const openapi = once<typeof SchemaObject>(() =>
  require("openapi-typescript/dist/transform/schema-object.cjs"),
);

function once<T>(load: () => T): () => T {
  let loaded: { readonly value: T } | undefined;
  return () => {
    loaded ??= { value: load() };
    return loaded.value;
  };
}

/** Prints types of simplified schemas. `$ref`s point into components, where openapi-typescript expects them; documented properties have `x-doc`. */
export class CompilerPrinter {
  readonly #file = compiler().createSourceFile("types.ts", "", compiler().ScriptTarget.ES2022);
  readonly #printer = compiler().createPrinter(
    { newLine: compiler().NewLineKind.LineFeed },
    { substituteNode: (_, node) => typeName(node) ?? node },
  );
  #documented: [ts.Node, string][] = [];

  print(schema: Schema): string {
    this.#documented = [];
    const node = this.#node(schema);
    // openapi-typescript adds comments of its own making; ours say what is known, once.
    for (const [property, doc] of this.#documented)
      compiler().setSyntheticLeadingComments(property, comments(doc));
    return this.#printer.printNode(compiler().EmitHint.Unspecified, node, this.#file);
  }

  #node(schema: Json): ts.TypeNode {
    return openapi().default(schema, { path: "", ctx: this.#context });
  }

  readonly #context: Parameters<typeof SchemaObject.default>[1]["ctx"] = {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    defaultNonNullable: false,
    discriminators: { objects: {}, refsHandled: [] },
    emptyObjectsUnknown: true,
    injectFooter: [],
    resolve: () => undefined,
    transform: (schema: unknown) => (isSchema(schema) ? this.#special(schema) : undefined),
    transformProperty: (property: ts.PropertySignature, schema: unknown) => {
      this.#documented.push([property, getString(schema, "x-doc") ?? ""]);
      return property;
    },
  };

  /** Types that openapi-typescript does not print: identifiers, fixed prefixes, maps with patterned keys, tuples. */
  #special(schema: JsonObject): ts.TypeNode | undefined {
    const { type, properties, additionalProperties, patternProperties, prefixItems, items } = schema;
    if (type === "string") return schema.format === "x-bytes" ? bytesType() : stringType(schema);
    if (type === "array" && isArray(prefixItems)) return this.#tuple(prefixItems, items, schema);
    if (type !== "object") return undefined;
    if (additionalProperties === false && properties === undefined && patternProperties === undefined)
      return compiler().factory.createTypeReferenceNode("Record<string, never>");
    if (isObject(patternProperties)) {
      const literal = this.#map(patternProperties, additionalProperties === false);
      const { patternProperties: _, additionalProperties: __, ...rest } = schema;
      return properties === undefined
        ? literal
        : compiler().factory.createIntersectionTypeNode([this.#node(rest), literal]);
    }
    if (isObject(properties) && additionalProperties !== undefined)
      return this.#openObject(schema, properties, additionalProperties);
    return undefined;
  }

  /** Places that may be missing are optional; what may follow is a rest. */
  #tuple(prefix: readonly Json[], items: Json | undefined, { minItems, maxItems }: JsonObject): ts.TypeNode {
    const { factory } = compiler();
    const least = typeof minItems === "number" ? minItems : 0;
    const most = typeof maxItems === "number" ? maxItems : Number.POSITIVE_INFINITY;
    const members = prefix
      .slice(0, most)
      .map((item, index) =>
        index < least ? this.#node(item) : factory.createOptionalTypeNode(this.#node(item)),
      );
    if (items === false || most <= prefix.length) return factory.createTupleTypeNode(members);
    const others = this.#node(items ?? true);
    // A long list of required items says no more to a reader than a few.
    const needed = Array.from({ length: Math.min(least - prefix.length, MAX_NEEDED) }, () => others);
    const rest = factory.createRestTypeNode(factory.createArrayTypeNode(others));
    return factory.createTupleTypeNode([...members, ...needed, rest]);
  }

  /** A map whose keys have a form. Where no type can say the form, a key may be another, whose value is anybody's guess. */
  #map(patterns: JsonObject, closed: boolean): ts.TypeNode {
    const byKey = new Map<string, Map<string, ts.TypeNode>>();
    for (const [pattern, value] of Object.entries(patterns)) {
      const key = keyType(pattern, value);
      const said = closed || key !== "string" || ANY_KEY.has(pattern);
      const node = said ? this.#node(value) : unknownType();
      const text = this.#printer.printNode(compiler().EmitHint.Unspecified, node, this.#file);
      byKey.set(key, new Map([...(byKey.get(key) ?? []), [text, node]]));
    }
    // The type for any key must allow the types for patterned keys.
    const all = new Map([...byKey.values()].flatMap((values) => [...values]));
    const entries = [...byKey.keys()].map((key) => {
      const values = (key === "string" ? all : byKey.get(key)) ?? all;
      const several = values.has("unknown") ? [unknownType()] : [...values.values()];
      const [only = unknownType()] = several;
      return index(key, several.length === 1 ? only : compiler().factory.createUnionTypeNode(several));
    });
    return compiler().factory.createTypeLiteralNode(entries);
  }

  /** In one type with an index signature, that must allow what each named property allows. */
  #openObject(schema: JsonObject, properties: JsonObject, additional: Json): ts.TypeNode {
    const { additionalProperties: _, ...rest } = schema;
    const named = this.#node(rest);
    if (!compiler().isTypeLiteralNode(named)) return named;
    const nodes = [additional, ...Object.values(properties)].map((value) => this.#node(value));
    const texts = new Map(
      nodes.map(
        (node) => [this.#printer.printNode(compiler().EmitHint.Unspecified, node, this.#file), node] as const,
      ),
    );
    const simple = texts.size <= 4 && !texts.has("unknown");
    const undefinedType = compiler().factory.createKeywordTypeNode(compiler().SyntaxKind.UndefinedKeyword);
    const value = simple
      ? compiler().factory.createUnionTypeNode([...texts.values(), undefinedType])
      : unknownType();
    return compiler().factory.createTypeLiteralNode([...named.members, index("string", value)]);
  }
}

const MAX_NEEDED = 8;

/** Patterns that every key matches. */
const ANY_KEY: ReadonlySet<string> = new Set(["", "^", ".*", "^.*$"]);

function unknownType(): ts.TypeNode {
  return compiler().factory.createKeywordTypeNode(compiler().SyntaxKind.UnknownKeyword);
}

function isSchema(value: unknown): value is JsonObject {
  return isObject(value);
}

/** A member of a form that is bytes: a file, or what a program has made. */
function bytesType(): ts.TypeNode {
  const { factory } = compiler();
  return factory.createUnionTypeNode([
    factory.createTypeReferenceNode("Blob"),
    factory.createTypeReferenceNode("Uint8Array"),
  ]);
}

function stringType(schema: JsonObject): ts.TypeNode | undefined {
  if (isArray(schema.enum)) return undefined;
  const identifier = identifierOf(schema.format);
  if (identifier !== undefined) return compiler().factory.createTypeReferenceNode(identifier);
  const prefix = typeof schema.pattern === "string" ? literalPrefix(schema.pattern) : undefined;
  if (prefix === "")
    return compiler().factory.createLiteralTypeNode(compiler().factory.createStringLiteral(""));
  return prefix === undefined ? undefined : compiler().factory.createTypeReferenceNode(templateType(prefix));
}

function index(key: string, value: ts.TypeNode): ts.IndexSignatureDeclaration {
  return compiler().factory.createIndexSignature(
    undefined,
    [
      compiler().factory.createParameterDeclaration(
        undefined,
        undefined,
        "key",
        undefined,
        compiler().factory.createTypeReferenceNode(key),
      ),
    ],
    value,
  );
}

/** The name behind `components["schemas"]["Name"]`. */
function typeName(node: ts.Node): ts.Node | undefined {
  if (!compiler().isIndexedAccessTypeNode(node) || !compiler().isIndexedAccessTypeNode(node.objectType))
    return undefined;
  const { objectType } = node.objectType;
  const components =
    compiler().isTypeReferenceNode(objectType) &&
    compiler().isIdentifier(objectType.typeName) &&
    objectType.typeName.text === "components";
  const name =
    compiler().isLiteralTypeNode(node.indexType) && compiler().isStringLiteral(node.indexType.literal)
      ? node.indexType.literal.text
      : undefined;
  return components && name !== undefined ? compiler().factory.createTypeReferenceNode(name) : undefined;
}

function comments(doc: string): ts.SynthesizedComment[] | undefined {
  if (doc === "") return undefined;
  const text = doc.trim().replace(/^\/\*/, "").replace(/\*\/$/, "");
  return [
    { kind: compiler().SyntaxKind.MultiLineCommentTrivia, text, hasTrailingNewLine: true, pos: -1, end: -1 },
  ];
}
