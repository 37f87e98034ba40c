/** Whether a place of a description is that of a schema: a reference may lead anywhere, and whatever else is there would take everything. */
import { isSchema } from "../lower/data-members.js";
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "../lower/keywords.js";
import { segmentsOf } from "../pointer.js";

/** Extensions may hold what they like. */
export function isSchemaPlace(pointer: string): boolean {
  const segments = segmentsOf(pointer);
  const start = startOf(segments);
  if (segments.slice(0, start ?? segments.length).some((name) => name.startsWith("x-"))) return true;
  return start !== undefined && endsInSchema(segments.slice(start));
}

/** Segments that lead to the outermost schema; undefined where there is none on the way. */
function startOf(segments: readonly string[]): number | undefined {
  const [root, kind] = segments;
  if (root === "components" && kind === "schemas" && segments.length > 2) return 3;
  if (root === "definitions" && segments.length > 1) return 2;
  const at = segments.findIndex((name, index) => isSchema(name, segments[index - 1] ?? ""));
  return at === -1 ? undefined : at + 1;
}

function endsInSchema(segments: readonly string[]): boolean {
  const [keyword, name, ...rest] = segments;
  if (keyword === undefined || keyword.startsWith("x-")) return true;
  // Before draft 2020-12, `items` may be a list.
  if (SCHEMA_KEYWORDS.has(keyword)) return endsInSchema(/^\d+$/.test(name ?? "") ? rest : segments.slice(1));
  return (
    name !== undefined &&
    (SCHEMA_LIST_KEYWORDS.has(keyword) || SCHEMA_MAP_KEYWORDS.has(keyword)) &&
    endsInSchema(rest)
  );
}
