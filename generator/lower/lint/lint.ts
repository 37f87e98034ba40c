/** Tells of keywords and formats that look as if they restricted values, and do not. */
import type { DiagnosticCode } from "../../codes.js";
import { isKnownFormat, isNumberFormat } from "../../formats.js";
import { isArray, isObject, type Json, type JsonObject } from "../../json.js";
import { nearest } from "../../near-names.js";
import { pointer } from "../../pointer.js";
import { isOfType } from "../../value-type.js";
import type { SchemaContext } from "../context.js";
import { isRestriction, RESTRICTIONS, TYPES } from "../keywords.js";
import { isKnownDialect } from "../meta-schema.js";
import { wrongComponent } from "./kinds-of-components.js";
import { lintFields } from "./lint-fields.js";

/** Keywords that restrict nothing by themselves: JSON Schema's, OpenAPI's, and those of older drafts that are read. */
const ANNOTATIONS = [
  "$anchor",
  "$comment",
  "$dynamicAnchor",
  "$dynamicRef",
  "$id",
  "$schema",
  "$vocabulary",
  "contentEncoding",
  "contentMediaType",
  "default",
  "deprecated",
  "description",
  "discriminator",
  "example",
  "examples",
  "externalDocs",
  "id",
  "nullable",
  "readOnly",
  "title",
  "writeOnly",
  "xml",
];
const KNOWN: ReadonlySet<string> = new Set([...ANNOTATIONS, ...RESTRICTIONS]);
/** Read as false where they are anything else. */
const FLAGS: ReadonlySet<string> = new Set(["deprecated", "nullable", "readOnly", "writeOnly"]);
/** Of most keywords, the value says all that there is to tell. */
const LOOKED_AT: ReadonlySet<string> = new Set([
  ...FLAGS,
  "$ref",
  "$schema",
  "discriminator",
  "externalDocs",
  "format",
  "xml",
]);
/** Keywords of older drafts that change what a schema means in a way that is not read. */
const REFUSED: ReadonlySet<string> = new Set(["$recursiveRef", "$recursiveAnchor"]);
/** Of a schema file as a whole: pieces for others to refer to. */
const AT_ROOT: ReadonlySet<string> = new Set(["components"]);
/** Told when the file was read. */
const MERGE_KEY = "<<";

/** Values that the type beside them rules out, such as version numbers that were to be text, and those that no double holds. */
function lintValues(schema: JsonObject, at: string, context: SchemaContext): void {
  const report = (code: DiagnosticCode, place: string, message: string): void =>
    context.diagnostics.report(code, message, { file: context.file, pointer: at + place });
  const values = valuesIn(schema);
  for (const { value, place } of values)
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value))
      report("lower/large-number", place, `${value} stands for every whole number near it, beyond 2^53`);
  const types = isArray(schema.type) ? schema.type : [schema.type];
  if (!types.every((type) => typeof type === "string" && TYPES.has(type))) return;
  const isRuledOut = (value: Json): boolean => !types.some((type) => isOfType(value, type));
  const named = types.join(" or ");
  const fallback = schema.default;
  if (fallback !== undefined && isRuledOut(fallback))
    report(
      "lower/invalid-schema",
      "/default",
      `the default ${JSON.stringify(fallback)} is not of type ${named}`,
    );
  for (const { value, place } of values)
    if (isRuledOut(value))
      report(
        "lower/invalid-schema",
        place,
        `${JSON.stringify(value)} is not of type ${named}, so that it is never right`,
      );
}

/** Values that a schema lists, and where below it. */
function valuesIn(schema: JsonObject): readonly { readonly value: Json; readonly place: string }[] {
  if (isArray(schema.enum)) return schema.enum.map((value, index) => ({ value, place: `/enum/${index}` }));
  return "const" in schema ? [{ value: schema.const ?? null, place: "/const" }] : [];
}

/** Formats of texts say nothing of numbers, nor those of numbers of texts. */
function idleFormat({ type, format }: JsonObject): string | undefined {
  const types = isArray(type) ? type : [type];
  if (typeof format !== "string" || !isKnownFormat(format)) return undefined;
  if (!types.every((each) => typeof each === "string" && TYPES.has(each))) return undefined;
  const wanted = isNumberFormat(format) ? ["integer", "number"] : ["string"];
  return types.some((each) => typeof each === "string" && wanted.includes(each))
    ? undefined
    : `the format ${format} says nothing of the type ${types.join(" or ")}`;
}

/** Something said of one keyword of a schema. */
type Report = (code: DiagnosticCode, message: string) => void;

export function lint(schema: JsonObject, at: string, context: SchemaContext): void {
  lintValues(schema, at, context);
  const idle = idleFormat(schema);
  if (idle !== undefined)
    context.diagnostics.report("lower/idle-keyword", idle, { file: context.file, pointer: `${at}/format` });
  const isMap = at === "" && !Object.keys(schema).some(isRestriction);
  for (const [keyword, value] of Object.entries(schema)) {
    // A file with a description may be a map of something else.
    if (isMap && isObject(value)) continue;
    const isKnown = KNOWN.has(keyword);
    if (isKnown ? !LOOKED_AT.has(keyword) : isElsewhere(keyword, at)) continue;
    const place = at + pointer(keyword);
    const report: Report = (code, message) =>
      context.diagnostics.report(code, message, { file: context.file, pointer: place });
    if (isKnown) lintKnown(keyword, value, place, context, report);
    else lintUnknown(keyword, report);
  }
}

/** Keywords whose values are not schemas, and have to be one of some. */
function lintKnown(
  keyword: string,
  value: Json,
  place: string,
  context: SchemaContext,
  report: Report,
): void {
  const wrong =
    keyword === "$ref" && typeof value === "string" ? wrongComponent(value, "a schema") : undefined;
  if (wrong !== undefined && context.openapi) report("lower/unsupported", wrong);
  if (FLAGS.has(keyword) && typeof value !== "boolean")
    report("lower/invalid-schema", `${keyword} must be true or false`);
  if (keyword === "format" && typeof value === "string" && !isKnownFormat(value))
    report("lower/unasserted-format", `nothing checks the format ${JSON.stringify(value)}`);
  if (keyword === "$schema" && typeof value === "string" && !isKnownDialect(value))
    report("lower/unknown-dialect", `${value} is not a dialect that is read`);
  if ((keyword === "xml" || keyword === "externalDocs") && context.openapi)
    lintFields(value, keyword, place, context);
  if (keyword !== "discriminator") return;
  if (context.dialect !== "swagger-2") {
    if (context.openapi) lintFields(value, "discriminator", place, context);
  } else if (typeof value === "string")
    report(
      "link/discriminator",
      "schemas that build on this one are not looked for, so that its discriminator tells nothing apart",
    );
}

/** Said of the file already, an extension, or a piece of the file beside its schemas. */
function isElsewhere(keyword: string, at: string): boolean {
  return keyword === MERGE_KEY || keyword.startsWith("x-") || (at === "" && AT_ROOT.has(keyword));
}

function lintUnknown(keyword: string, report: Report): void {
  if (REFUSED.has(keyword)) {
    report("lower/unsupported", `${keyword} of draft 2019-09 is not read; 2020-12 has $dynamicRef`);
    return;
  }
  const meant = nearest(keyword, KNOWN);
  const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
  report("lower/unknown-keyword", `${JSON.stringify(keyword)} is not a keyword of schemas${hint}`);
}
