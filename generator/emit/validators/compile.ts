/** Compiles schemas with ajv and hands out each function's source, with the names of what it refers to. */
import { createRequire } from "node:module";
import type { Ajv2020, nil as Nil, ValidateFunction } from "ajv/dist/2020.js";
import type { NameValue } from "ajv/dist/compile/codegen/scope.js";
import { isObject, type JsonObject } from "../../json.js";
import type { Schema, SchemaId } from "../../link/linked-spec.js";
import { formatNames } from "./formats.js";
import { mapRefs } from "./schemas/schema.js";

export interface CompiledFunction {
  readonly code: string;
  /** Everything else that the code names: other functions, patterns, formats, helpers of ajv, schemas. */
  readonly references: ReadonlyMap<string, Reference>;
}

export type Reference =
  | { readonly kind: "function"; readonly key: string }
  | { readonly kind: "format"; readonly format: string }
  | { readonly kind: "pattern"; readonly source: string }
  /** One of ajv's run-time helpers, by the code that would load it. */
  | { readonly kind: "helper"; readonly code: string }
  | { readonly kind: "schema"; readonly value: unknown };

/** Loaded only when there is something to compile. */
const ajvModule = (): { Ajv2020: typeof Ajv2020; nil: typeof Nil } =>
  createRequire(import.meta.url)("ajv/dist/2020.js");

/** Stands for a schema that is referred to and compiled elsewhere. */
const ELSEWHERE: Schema = {};

/** A schema refers to another by its key, as it stands: ajv need not resolve it as an address. */
const KEYS = {
  parse: (key: string) => ({ path: key }),
  serialize: ({ path = "" }: { readonly path?: string | undefined }) => path,
  resolve: (base: string, key: string) => (key === "" ? base : key),
};

/** Values beyond which they are looked through one by one; as one expression they are too deep for any parser. */
const LONG_ENUM = 500;

/** So many at a time: ajv keeps a lot of each for as long as it lives, and circles of references are compiled one inside the other. */
const BATCH = 200;

/** Compiles those of the schemas that are wanted. Throws ajv's error for what the meta-schema would forbid. */
export function* compileSchemas(
  all: ReadonlyMap<SchemaId, Schema>,
  wanted: ReadonlySet<SchemaId>,
): Generator<readonly [SchemaId, CompiledFunction]> {
  const ids = [...wanted];
  for (let from = 0; from < ids.length; from += BATCH)
    yield* compileTogether(all, new Set(ids.slice(from, from + BATCH)));
}

function compileTogether(
  all: ReadonlyMap<SchemaId, Schema>,
  wanted: ReadonlySet<SchemaId>,
): Map<SchemaId, CompiledFunction> {
  const { Ajv2020, nil } = ajvModule();
  const schemas = withTargets(all, wanted);
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    validateSchema: false,
    meta: false,
    validateFormats: true,
    addUsedSchema: false,
    inlineRefs: false,
    messages: false,
    uriResolver: KEYS,
    loopRequired: Number.POSITIVE_INFINITY,
    loopEnum: LONG_ENUM,
    // The functions are never called here, so the platform need not read them: one that is as small as can be stands for each.
    code: { source: true, esm: true, optimize: false, process: () => "return function(){return true}" },
  });
  // Checks for `unevaluated…` are compiled apart (`unevaluated.ts`): ajv's tracking costs in every function.
  ajv.opts.unevaluated = false;
  // ajv begins a function with a line for each reference (`const x = scope…`) and copies them all for each: a square of their number.
  // `process` above replaces the whole text, so that nothing reads them.
  ajv.scope.scopeRefs = () => nil;
  // It asks each schema about each keyword that it knows.
  const text = JSON.stringify([...schemas.values()].map(asObject));
  for (const group of ajv.RULES.rules)
    group.rules = group.rules.filter(({ keyword, definition }) =>
      [keyword, ...(definition.implements ?? [])].some((each) => text.includes(`"${each}":`)),
    );
  const formats = new Map<unknown, string>();
  for (const format of formatNames()) {
    const placeholder = (): boolean => true;
    formats.set(placeholder, format);
    ajv.addFormat(format, placeholder);
  }
  // ajv reads ids as URIs, which ours are not.
  const keys = new Map([...schemas.keys()].map((id, index) => [id, `k${index}`] as const));
  const key = (id: SchemaId): string => keys.get(id) ?? id;
  const ids = new Map<unknown, SchemaId>();
  for (const [id, schema] of schemas) {
    // A copy each, since ajv takes the same object for the same schema, whatever its key.
    ajv.addSchema({ ...asObject(mapRefs(schema, key)) }, key(id));
    const added = ajv.schemas[key(id)];
    if (wanted.has(id) || added === undefined) continue;
    // As if it were compiled: only its name matters.
    const standIn = (_data: unknown): _data is unknown => true;
    added.validate = Object.assign(standIn, { schema: added.schema, schemaEnv: added });
    ids.set(added.validate, id);
  }
  const validators = new Map<SchemaId, ValidateFunction>();
  for (const id of innermostFirst(schemas)) {
    if (!wanted.has(id)) continue;
    const validate = ajv.getSchema(key(id));
    if (validate === undefined) continue;
    ids.set(validate, id);
    validators.set(id, validate);
  }
  return new Map([...validators].map(([id, validate]) => [id, describe(validate, ids, formats)] as const));
}

/** `true` and `false` in keywords. */
function asObject(schema: Schema): JsonObject {
  return isObject(schema) ? schema : schema === true ? {} : { not: {} };
}

/** The wanted ones, and a stand-in for each other one that they refer to. */
function withTargets(
  all: ReadonlyMap<SchemaId, Schema>,
  wanted: ReadonlySet<SchemaId>,
): Map<SchemaId, Schema> {
  const found = new Map<SchemaId, Schema>();
  for (const [id, schema] of all) if (wanted.has(id)) found.set(id, schema);
  for (const schema of [...found.values()])
    for (const id of refsOf(schema)) if (all.has(id) && !found.has(id)) found.set(id, ELSEWHERE);
  return found;
}

/** ajv compiles what a schema refers to on the way, one inside the other; in this order no chain of references is too long. */
function innermostFirst(schemas: ReadonlyMap<string, Schema>): Set<string> {
  const done = new Set<string>();
  const entered = new Set<string>();
  for (const start of schemas.keys()) {
    const stack = [start];
    for (let key = stack.at(-1); key !== undefined; key = stack.at(-1)) {
      const waiting = entered.has(key)
        ? []
        : refsOf(schemas.get(key) ?? true).filter((ref) => schemas.has(ref) && !entered.has(ref));
      entered.add(key);
      if (waiting.length > 0) stack.push(...waiting);
      else {
        done.add(key);
        stack.pop();
      }
    }
  }
  return done;
}

function refsOf(schema: Schema): string[] {
  const refs = new Set<string>();
  mapRefs(schema, (id) => {
    refs.add(id);
    return id;
  });
  return [...refs];
}

function describe(
  validate: ValidateFunction,
  keys: ReadonlyMap<unknown, string>,
  formats: ReadonlyMap<unknown, string>,
): CompiledFunction {
  const { source } = validate;
  if (source === undefined) throw new Error("ajv was asked for its source and gave none");
  const references = new Map<string, Reference>();
  for (const names of Object.values(source.scopeValues))
    for (const { str, value } of names ?? []) {
      const reference = value && referenceOf(str, value, keys, formats);
      if (reference !== undefined) references.set(str, reference);
    }
  return {
    code: source.validateCode,
    references,
  };
}

function referenceOf(
  name: string,
  { ref, code }: NameValue,
  keys: ReadonlyMap<unknown, string>,
  formats: ReadonlyMap<unknown, string>,
): Reference | undefined {
  // Where two schemas refer to each other, ajv goes through the environment of the one that is not compiled yet.
  const key = keys.get(ref) ?? keys.get(get(ref, "validate"));
  if (key !== undefined) return { kind: "function", key };
  const format = formats.get(ref);
  if (format !== undefined) return { kind: "format", format };
  if (isRegExp(ref)) return { kind: "pattern", source: ref.source };
  if (name.startsWith("schema")) return { kind: "schema", value: ref };
  return code === undefined ? undefined : { kind: "helper", code: String(code) };
}

function isRegExp(value: unknown): value is RegExp {
  return value instanceof RegExp;
}

function get(value: unknown, key: "validate"): unknown {
  return typeof value === "object" && value !== null && key in value ? Reflect.get(value, key) : undefined;
}
