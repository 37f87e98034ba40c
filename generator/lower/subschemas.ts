/** The schemas right inside a schema: the one place that knows how keywords hold them. */
import { isArray, isObject, type Json, type JsonObject, mapChanged } from "../json.js";
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "./keywords.js";

/** Its index or name, where a keyword holds several. */
type Key = number | string | undefined;

/** Most keywords hold none, and are asked about once for every schema. */
const HOLDING: ReadonlySet<string> = new Set([
  ...SCHEMA_KEYWORDS,
  ...SCHEMA_LIST_KEYWORDS,
  ...SCHEMA_MAP_KEYWORDS,
]);

type Held = readonly [schema: Json, key: Key];

const NONE: readonly Held[] = [];

/** Each schema that a keyword holds, in the order of the document. */
export function schemasIn(keyword: string, value: Json): readonly Held[] {
  if (!HOLDING.has(keyword)) return NONE;
  if (SCHEMA_KEYWORDS.has(keyword)) return [[value, undefined]];
  if (SCHEMA_LIST_KEYWORDS.has(keyword) && isArray(value))
    return value.map((item, index): Held => [item, index]);
  return SCHEMA_MAP_KEYWORDS.has(keyword) && isObject(value)
    ? Object.entries(value).map(([name, item]): Held => [item, name])
    : NONE;
}

/** A keyword's value with each schema that it holds changed; the same value where nothing is. */
export function mapSchemasIn(keyword: string, value: Json, change: (schema: Json, key: Key) => Json): Json {
  if (!HOLDING.has(keyword)) return value;
  if (SCHEMA_KEYWORDS.has(keyword)) return change(value, undefined);
  if (SCHEMA_LIST_KEYWORDS.has(keyword) && isArray(value)) {
    const mapped = value.map(change);
    return mapped.every((item, index) => item === value[index]) ? value : mapped;
  }
  return SCHEMA_MAP_KEYWORDS.has(keyword) && isObject(value) ? mapChanged(value, change) : value;
}

/** The schema with each schema directly inside it changed; the same object where nothing is, which is nearly always. */
export function mapSubschemas(schema: JsonObject, change: (schema: Json, key: Key) => Json): JsonObject {
  return mapChanged(schema, (value, keyword) => mapSchemasIn(keyword, value, change));
}
