/** Emits every event and every other named type as one JSON Schema, for editors and validators of any language. */
import { fromEntries, type Json, type JsonObject } from "../../json.js";
import { isRestriction } from "../../lower/keywords.js";
import { bundledNames, bundledSchema, sortedByName } from "../code/bundled-schemas.js";
import { patternOf } from "../code/identifier-patterns.js";
import type { EmitInput, EmittedFile } from "../emitted-file.js";

/** Says something to a reader, and restricts nothing. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  "contentEncoding",
  "contentMediaType",
  "default",
  "deprecated",
  "description",
  "readOnly",
  "title",
  "writeOnly",
]);

/** Formats that JSON Schema itself has; others would be an error to a strict validator. */
const FORMATS: ReadonlySet<string> = new Set([
  "date",
  "date-time",
  "duration",
  "email",
  "hostname",
  "idn-email",
  "idn-hostname",
  "ipv4",
  "ipv6",
  "iri",
  "iri-reference",
  "json-pointer",
  "regex",
  "relative-json-pointer",
  "time",
  "uri",
  "uri-reference",
  "uri-template",
  "uuid",
]);

export function emitJsonSchema({ names }: EmitInput): EmittedFile[] {
  const byType = bundledNames(names.types);
  const refs = new Map([...names.bySchema].map(([id, type]) => [id, byType.get(type) ?? type.name] as const));
  const definitions = [...byType].map(([type, name]): [string, Json] => {
    const schema = bundledSchema(type.schema, refs, "#/$defs/", plain);
    const { description, deprecated } = type;
    if (typeof schema === "boolean") return [name, schema];
    return [
      name,
      { ...(description !== undefined && { description }), ...(deprecated && { deprecated }), ...schema },
    ];
  });
  const bundle = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $defs: sortedByName(definitions),
  };
  return [{ path: "json-schema/bundle.json", text: `${JSON.stringify(bundle, null, 2)}\n` }];
}

/** Without the keywords of OpenAPI and Matrix; identifiers by patterns, which every validator knows. */
function plain(schema: JsonObject): JsonObject {
  const { format } = schema;
  const kept = Object.entries(schema).filter(([keyword, value]) =>
    keyword === "format" ? FORMATS.has(String(value)) : ANNOTATIONS.has(keyword) || isRestriction(keyword),
  );
  if (format === "x-bytes") return { type: "string" };
  const identifier = typeof format === "string" ? patternOf(format) : undefined;
  if (identifier === undefined) return fromEntries(kept);
  const own = fromEntries(kept.filter(([keyword]) => keyword !== "pattern" && keyword !== "maxLength"));
  const others = kept.filter(([keyword]) => keyword === "pattern" || keyword === "maxLength");
  const isImplied = others.every(([keyword, value]) => keyword === "pattern" && value === identifier.implies);
  const { implies: _, ...said } = identifier;
  return {
    ...own,
    ...said,
    ...(!isImplied && { allOf: [...(Array.isArray(own.allOf) ? own.allOf : []), fromEntries(others)] }),
  };
}
