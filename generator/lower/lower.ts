/** Second stage: files -> documents of one dialect, JSON Schema 2020-12 inside OpenAPI 3.1. */
import { FORGETFUL, type Memo } from "../cache/memo.js";
import type { Diagnostics } from "../diagnostic.js";
import { get, getString, isObject, type JsonObject } from "../json.js";
import type { LoadedSpec, SpecFile } from "../load/types.js";
import { ASSERTION_SHAPES, SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "./keywords.js";
import { isMetaSchema, readMetaSchema } from "./meta-schema.js";
import { lowerOpenApi31 } from "./openapi-3-1.js";
import { lowerSchema, type SchemaContext } from "./schema.js";
import { lowerSwagger2 } from "./swagger-2.js";
import { type DocumentKind, type LoweredDocument, type LoweredSpec, Origins } from "./types.js";

export function lowerSpec(loaded: LoadedSpec, diagnostics: Diagnostics, memo: Memo = FORGETFUL): LoweredSpec {
  const origins = new Origins();
  const lowered = new Map<string, LoweredDocument>();
  const lower = (file: SpecFile): LoweredDocument => {
    let document = lowered.get(file.path);
    if (document === undefined) {
      document = lowerFile(file, { diagnostics, origins, memo });
      lowered.set(file.path, document);
    }
    return document;
  };
  const bundled = (uri: string): LoweredDocument | undefined => {
    const value = readMetaSchema(uri);
    return value && lower({ path: uri, text: "", value });
  };
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

function lowerFile(
  file: SpecFile,
  shared: Pick<SchemaContext, "diagnostics" | "origins" | "memo">,
): LoweredDocument {
  const { path, value } = file;
  const placed = { path, kind: kindOf(path), module: moduleOf(path) };
  const { diagnostics } = shared;
  const context = { ...shared, file: path, openapi: placed.module !== "events" };
  const swagger = getString(value, "swagger") === "2.0";
  if (swagger || getString(value, "openapi")?.startsWith("3.1")) {
    const document = isObject(value) ? value : {};
    return {
      ...placed,
      kind: "api",
      value: swagger ? lowerSwagger2(document, context) : lowerOpenApi31(document, context),
    };
  }
  if (placed.kind === "api") {
    diagnostics.report("lower/unknown-document", `${path} is not an OpenAPI document`, {
      file: path,
      pointer: "",
    });
    return { ...placed, value: {} };
  }
  // A map of security schemes, parameters or the like: referred to by fragment, no schema itself.
  if (placed.kind === "definition" && isObject(value) && !looksLikeSchema(value)) return { ...placed, value };
  const schema = lowerSchema(value, "", context);
  return { ...placed, value: withComponents(schema, value, context) };
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
    lowerSchema(value, `/components/schemas/${name}`, context),
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
  if (/^api\/[^/]+\/[^/]+$/.test(path)) return "api";
  // Until v1.1 the form of stripped state, which is not a type of event, lay among the events.
  if (/^event-schemas\/schema\/stripped_state\.[^/]+$/.test(path)) return "definition";
  return /^event-schemas\/schema\/[^/]+$/.test(path) ? "event" : "definition";
}

function moduleOf(path: string): string {
  const [top, second, ...rest] = path.split("/");
  if (top === "api" && second !== undefined && rest.length > 0) return second;
  return top === "event-schemas" ? "events" : "common";
}
