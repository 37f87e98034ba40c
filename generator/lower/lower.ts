/** Second stage: files -> documents of one dialect, JSON Schema 2020-12 inside OpenAPI 3.1. */
import { FORGETFUL, type Memo } from "../cache/memo.js";
import type { Diagnostics } from "../diagnostic.js";
import { get, isObject, type JsonObject } from "../json.js";
import type { LoadedSpec, SpecFile } from "../load/loaded-spec.js";
import { moduleOf, moduleOfDescription } from "../load/module-name.js";
import { type Dialect, OPENAPI_3, versionOf } from "../load/version.js";
import { METHODS } from "../methods.js";
import { pointer } from "../pointer.js";
import type { SchemaContext } from "./context.js";
import { checkExampleReferences } from "./example-references.js";
import { ASSERTION_SHAPES, SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "./keywords.js";
import { checkDescription, checkOpenApi } from "./lint/check-openapi.js";
import { lintFields } from "./lint/lint-fields.js";
import { type DocumentKind, type LoweredDocument, type LoweredSpec, Origins } from "./lowered-spec.js";
import { isMetaSchema, readMetaSchema } from "./meta-schema.js";
import { lowerFragment, lowerOpenApi31 } from "./openapi-3-1.js";
import { lowerSchema } from "./schema.js";
import { lowerSwagger2 } from "./swagger-2/swagger-2.js";

export function lowerSpec(loaded: LoadedSpec, diagnostics: Diagnostics, memo: Memo = FORGETFUL): LoweredSpec {
  const origins = new Origins();
  const lowered = new Map<string, LoweredDocument>();
  const common = commonDialect(loaded.documents);
  const lower = (file: SpecFile): LoweredDocument => {
    let document = lowered.get(file.path);
    if (document === undefined) {
      document = lowerFile(file, common, { diagnostics, origins, memo });
      lowered.set(file.path, document);
    }
    return document;
  };
  const bundled = (uri: string): LoweredDocument | undefined => {
    const value = readMetaSchema(uri);
    return value && lower({ path: uri, text: "", value });
  };
  for (const file of loaded.documents) checkExampleReferences(file, loaded, diagnostics);
  return {
    documents: loaded.documents.map(lower),
    document: (path) => {
      if (isMetaSchema(path)) return bundled(path);
      const file = loaded.file(path);
      return file && lower(file);
    },
    bundled,
    origins,
    memo,
  };
}

/** Files of schemas do not say what they are written in; they are read as the descriptions beside them are. */
function commonDialect(files: readonly SpecFile[]): Dialect {
  const found = new Set(files.map(({ value }) => versionOf(value)?.dialect));
  const oldest = (["openapi-3.0", "swagger-2", ...OPENAPI_3] as const).find((dialect) => found.has(dialect));
  return oldest ?? "openapi-3.1";
}

function lowerFile(
  file: SpecFile,
  common: Dialect,
  shared: Pick<SchemaContext, "diagnostics" | "origins" | "memo">,
): LoweredDocument {
  const { path, value } = file;
  const { diagnostics } = shared;
  const version = versionOf(value);
  if (version !== undefined && isObject(value)) {
    const { dialect, key } = version;
    const placed = { path, kind: "api" as const, module: moduleOfDescription(path) };
    const context = {
      ...shared,
      file: path,
      openapi: placed.module !== "events",
      dialect: dialect ?? common,
    };
    if (version.message !== undefined)
      diagnostics.report(
        dialect === undefined ? "lower/unknown-version" : "lower/unquoted-version",
        version.message,
        {
          file: path,
          pointer: `/${key}`,
        },
      );
    if (dialect === undefined) return { ...placed, dialect: common, value: {} };
    lintFields(value, "document", "", context);
    checkDescription(value, context);
    if (dialect === "swagger-2") return { ...placed, dialect, value: lowerSwagger2(value, context) };
    checkOpenApi(value, context);
    return { ...placed, dialect, value: lowerOpenApi31(value, context) };
  }
  const placed = { path, kind: kindOf(path), module: moduleOf(path) };
  const dialect = placed.module === "events" ? "json-schema" : common;
  const context = { ...shared, file: path, openapi: placed.module !== "events", dialect };
  // A map of security schemes, parameters or the like, or a path or a response: referred to, and no schema itself.
  if (placed.kind !== "event" && isObject(value) && (!looksLikeSchema(value) || isFragment(value))) {
    const object = fragmentOf(value);
    if (object !== undefined) lintFields(value, object, "", context);
    return { ...placed, dialect, value: lowerFragment(value, context) };
  }
  const schema = lowerSchema(value, "", context);
  return { ...placed, dialect, value: withComponents(schema, value, context) };
}

/** A piece of a description that may have a `description` as a schema has. */
function isFragment(value: JsonObject): boolean {
  return (
    isObject(value.content) ||
    isObject(value.responses) ||
    (typeof value.in === "string" && typeof value.name === "string") ||
    METHODS.some((method) => isObject(value[method]) && isObject(value[method].responses))
  );
}

/** The object that a piece is, as far as its fields say so. */
function fragmentOf(value: JsonObject): string | undefined {
  if (typeof value.in === "string" && typeof value.name === "string") return "parameter";
  return METHODS.some((method) => isObject(value[method]) && isObject(value[method].responses))
    ? "path"
    : undefined;
}

/** A schema file may keep schemas of its own under `components` (upstream: the Olm payload). */
function withComponents(
  schema: LoweredDocument["value"],
  source: SpecFile["value"],
  context: Parameters<typeof lowerSchema>[2],
): LoweredDocument["value"] {
  const schemas = get(get(source, "components"), "schemas");
  if (!isObject(schema) || !isObject(schemas)) return schema;
  const lowered = Object.entries(schemas).map(([name, value]) => [
    name,
    lowerSchema(value, pointer("components", "schemas", name), context),
  ]);
  const origin = context.origins.of(schema) ?? { file: context.file, pointer: "" };
  return context.origins.mark({ ...schema, components: { schemas: Object.fromEntries(lowered) } }, origin);
}

function looksLikeSchema(value: JsonObject): boolean {
  return Object.entries(value).some(
    ([key, entry]) =>
      key === "$ref" ||
      key === "const" ||
      ((key === "description" || key === "title") && typeof entry === "string") ||
      SCHEMA_KEYWORDS.has(key) ||
      SCHEMA_LIST_KEYWORDS.has(key) ||
      SCHEMA_MAP_KEYWORDS.has(key) ||
      ASSERTION_SHAPES.get(key)?.(entry) === true,
  );
}

function kindOf(path: string): DocumentKind {
  if (/^api\/[^/]+\/[^/]+$/.test(path) || !path.includes("/")) return "part";
  // Until v1.1 the form of stripped state, which is not a type of event, lay among the events.
  if (/^event-schemas\/schema\/stripped_state\.[^/]+$/.test(path)) return "definition";
  return /^event-schemas\/schema\/[^/]+$/.test(path) ? "event" : "definition";
}
