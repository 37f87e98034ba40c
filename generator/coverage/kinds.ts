/** Kinds of objects in a document, by the kind of what holds them: `{}schema` is a map of schemas, `[]schema` a list. */
import { isObject, type JsonObject } from "../json.js";
import { ASSERTIONS, SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "../lower/keywords.js";
import { segmentsOf } from "../pointer.js";
import { ANNOTATIONS, OBJECTS } from "./constructs.js";

/** The kind of the entries of a map; undefined for other kinds, and for maps in maps. */
export function kindOfEntries(kind: string): string | undefined {
  return /^\{\}(?<entries>[^{[].*)$/.exec(kind)?.groups?.entries;
}

/** The kind of a file in which something of a kind stands at a place that is not its root. */
export function kindAround(at: string, inner: string): string {
  const [first = "", ...others] = segmentsOf(at);
  if (others.length > 0 && kindOfMember("document", first) !== undefined) return "document";
  return "{}".repeat(others.length + 1) + inner;
}

/** Undefined where the file does not tell. */
export function kindOf(root: JsonObject): string | undefined {
  return root.openapi !== undefined || root.swagger !== undefined ? "document" : undefined;
}

/** A file may hold one schema, several by name, or components. */
export function guessKind(root: JsonObject): string {
  if (Object.keys(root).some((key) => keywordKind(key) !== undefined)) return "schema";
  return isObject(root.components) ? "document" : "{}schema";
}

/** Objects on which keywords of schemas stand: Swagger 2.0 writes them on parameters and headers. */
export const WITH_KEYWORDS: ReadonlySet<string> = new Set(["schema", "parameter", "header"]);

/** Undefined for an unknown member. */
export function kindOfMember(kind: string, member: string): string | undefined {
  const members = OBJECTS[kind];
  const own = members !== undefined && Object.hasOwn(members, member) ? members[member] : undefined;
  return own ?? (WITH_KEYWORDS.has(kind) ? keywordKind(member) : undefined);
}

function keywordKind(keyword: string): string | undefined {
  if (SCHEMA_KEYWORDS.has(keyword)) return "schema";
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) return "[]schema";
  if (SCHEMA_MAP_KEYWORDS.has(keyword)) return "{}schema";
  return ASSERTIONS.has(keyword) || ANNOTATIONS.has(keyword) ? "value" : undefined;
}
