/** Tells of what Swagger 2.0 and OpenAPI 3.0 do not have in a schema: other tools leave it out, and here it restricts values as in 3.1. */
import { isArray, type Json, type JsonObject } from "../json.js";
import { pointer } from "../pointer.js";
import type { SchemaContext } from "./context.js";
import { isRestriction } from "./keywords.js";
import { NULL } from "./repair.js";

/** Keywords that restrict values in Swagger 2.0; `nullable` and the discriminator are read by themselves. */
const OF_SWAGGER: ReadonlySet<string> = new Set(
  `
  additionalProperties allOf enum exclusiveMaximum exclusiveMinimum format items maxItems maxLength maxProperties maximum
  minItems minLength minProperties minimum multipleOf pattern properties required type uniqueItems
  `.match(/\w+/g),
);
/** Those that came with OpenAPI 3.0. */
const OF_OPENAPI: ReadonlySet<string> = new Set(["anyOf", "not", "oneOf"]);

const TITLES: { readonly [dialect in SchemaContext["dialect"]]?: string } = {
  "swagger-2": "Swagger 2.0",
  "openapi-3.0": "OpenAPI 3.0",
};

export function tellOfLater(schema: JsonObject, at: string, context: SchemaContext): void {
  if (context.draft !== undefined) tellOfSiblings(schema, at, context);
  const title = TITLES[context.dialect];
  if (title === undefined || !context.openapi || schema === NULL) return;
  const tell = (keyword: string, message: string): void =>
    context.diagnostics.report("lower/later-keyword", message, {
      file: context.file,
      pointer: at + pointer(keyword),
    });
  const hasRef = typeof schema.$ref === "string";
  for (const [keyword, value] of Object.entries(schema)) {
    if (UNTOLD.has(keyword) || !isRestriction(keyword)) continue;
    const since = versionOf(keyword, value);
    if (since > (context.dialect === "swagger-2" ? 2 : 3))
      tell(keyword, `${shown(keyword, value)} came with OpenAPI ${since.toFixed(1)}`);
    else if (hasRef) tell(keyword, `${title} leaves out ${keyword} beside a $ref`);
  }
}

/** The version that a keyword came with, in the form that it has. */
function versionOf(keyword: string, value: Json | undefined): number {
  if (OF_OPENAPI.has(keyword)) return 3;
  const isLater =
    !OF_SWAGGER.has(keyword) ||
    (keyword === "type" && (isArray(value) || value === "null")) ||
    (keyword.startsWith("exclusive") && typeof value === "number");
  return isLater ? 3.1 : 2;
}

function shown(keyword: string, value: Json | undefined): string {
  if (keyword === "type") return `type: ${JSON.stringify(value)}`;
  return keyword.startsWith("exclusive") ? `${keyword} with a number` : keyword;
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
