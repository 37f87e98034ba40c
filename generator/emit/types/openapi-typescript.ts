/**
 * openapi-typescript's transform of schemas, without what it would load: the compiler, of which it only makes nodes, and its
 * bundler, of which it only reads references. Together these take longer than all types of Matrix.
 */
import { createRequire, Module } from "node:module";
import nodePath from "node:path";
import type { Json } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import { factory, isTypeLiteral, type TypeNode } from "./type-nodes.js";

/** From a schema to its type. */
export type Transform = (
  schema: Json,
  options: { readonly path: ""; readonly ctx: TransformContext },
) => TypeNode;

/** Settings that the transform reads; those that are left out are off. */
export interface TransformContext {
  readonly emptyObjectsUnknown: true;
  readonly discriminators: { readonly objects: object; readonly refsHandled: readonly string[] };
  readonly resolve: () => undefined;
  /** The type of a schema that has one of its own making. */
  readonly transform: (schema: Schema) => TypeNode | undefined;
  readonly transformProperty: (property: TypeNode, schema: Schema) => TypeNode;
}

const KINDS = ["Boolean", "False", "Never", "Null", "Number", "String", "True", "Undefined", "Unknown"];

const compiler = {
  factory,
  SyntaxKind: {
    ...Object.fromEntries(KINDS.map((name) => [`${name}Keyword`, `${name}Keyword`])),
    MinusToken: "MinusToken",
    QuestionToken: "QuestionToken",
  },
  isArrayTypeNode: ({ kind }: TypeNode): boolean => kind === "ArrayType",
  isTupleTypeNode: ({ kind }: TypeNode): boolean => kind === "TupleType",
  isTypeLiteralNode: isTypeLiteral,
  // Comments are the property's own (`transformProperty`).
  addSyntheticLeadingComment: (node: TypeNode): TypeNode => node,
};

/** A reference is the name of a type; the paths that are made of the names of properties are for errors. */
const references = {
  parseRef: (name: string): { readonly pointer: readonly string[] } => ({ pointer: [name] }),
  escapePointer: (name: string): string => name,
};

const STAND_INS: { readonly [name: string]: object } = {
  typescript: compiler,
  "@redocly/openapi-core/lib/ref-utils.js": references,
};

const TRANSFORM = "openapi-typescript/dist/transform/schema-object.cjs";
let loaded: Transform | undefined;

/** Loads it when first asked. */
export function transformSchema(...args: Parameters<Transform>): TypeNode {
  loaded ??= load();
  return loaded(...args);
}

/** Only the modules that are loaded here see the stand-ins, and no one else sees these modules. */
function load(): Transform {
  const path = createRequire(import.meta.url).resolve(TRANSFORM);
  const require = createRequire(path);
  const { cache } = require;
  const before = { ...cache };
  const own = nodePath.resolve(path, "../..");
  for (const known of Object.keys(cache)) if (known.startsWith(own)) delete cache[known];
  for (const [name, exports] of Object.entries(STAND_INS)) {
    const module = new Module(name);
    module.exports = exports;
    module.loaded = true;
    cache[require.resolve(name)] = module;
  }
  try {
    const { default: transform }: { default: Transform } = require(path);
    return transform;
  } finally {
    for (const path of Object.keys(cache)) if (before[path] === undefined) delete cache[path];
    Object.assign(cache, before);
  }
}
