/** Tells of what OpenAPI 3.0 does not have in a schema: other tools leave it out, and here it restricts values as in 3.1. */
import { isArray, type JsonObject } from "../json.js";
import { pointer } from "../pointer.js";
import type { SchemaContext } from "./context.js";
import { isRestriction } from "./keywords.js";
import { NULL } from "./repair.js";

/** Keywords of OpenAPI 3.0 (Schema Object) that restrict values; `nullable` and the discriminator are read by themselves. */
const KNOWN: ReadonlySet<string> = new Set(
  `
  additionalProperties allOf anyOf enum exclusiveMaximum exclusiveMinimum format items maxItems maxLength maxProperties maximum
  minItems minLength minProperties minimum multipleOf not oneOf pattern properties required type uniqueItems
  `.match(/\w+/g),
);

export function tellOfLater(schema: JsonObject, at: string, context: SchemaContext): void {
  if (context.draft !== undefined) tellOfSiblings(schema, at, context);
  if (context.dialect !== "openapi-3.0" || !context.openapi || schema === NULL) return;
  const tell = (keyword: string, message: string): void =>
    context.diagnostics.report("lower/later-keyword", message, {
      file: context.file,
      pointer: at + pointer(keyword),
    });
  const hasRef = typeof schema.$ref === "string";
  for (const [keyword, value] of Object.entries(schema)) {
    if (UNTOLD.has(keyword) || !isRestriction(keyword)) continue;
    if (!KNOWN.has(keyword)) tell(keyword, `${keyword} came with OpenAPI 3.1`);
    else if (hasRef) tell(keyword, `OpenAPI 3.0 leaves out ${keyword} beside a $ref`);
    else if (keyword === "type" && (isArray(value) || value === "null"))
      tell(keyword, `type: ${JSON.stringify(value)} came with OpenAPI 3.1`);
    else if (keyword.startsWith("exclusive") && typeof value === "number")
      tell(keyword, `${keyword} with a number came with OpenAPI 3.1`);
  }
}

/** Until draft 7, a reference stood alone. */
function tellOfSiblings(schema: JsonObject, at: string, { diagnostics, file, draft }: SchemaContext): void {
  if (typeof schema.$ref !== "string") return;
  for (const keyword of Object.keys(schema))
    if (!UNTOLD.has(keyword) && isRestriction(keyword))
      diagnostics.report(
        "lower/invalid-schema",
        `draft ${draft ?? ""} leaves out ${keyword} beside a $ref; it is read as in draft 2020-12`,
        { file, pointer: at + pointer(keyword) },
      );
}

/** References are in 3.0 too, and definitions restrict nothing until they are referred to. */
const UNTOLD: ReadonlySet<string> = new Set(["$defs", "$ref", "definitions"]);
