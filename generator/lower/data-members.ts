/** Members of a description whose values are data: examples, and extensions of others, whatever looks like a description in them. */
import { SCHEMA_MAP_KEYWORDS } from "./keywords.js";

const DATA: ReadonlySet<string> = new Set(["const", "default", "enum", "example", "examples"]);

/** Maps whose keys are names, such as the response `default` and the header `x-rate-limit`. */
const MAPS: ReadonlySet<string> = new Set([
  ...SCHEMA_MAP_KEYWORDS,
  "callbacks",
  "content",
  "encoding",
  "headers",
  "links",
  "mediaTypes",
  "parameters",
  "pathItems",
  "requestBodies",
  "responses",
  "schemas",
  "securitySchemes",
  "variables",
  "webhooks",
]);

/** By its name, and the name of the member that it is in. Responses of an operation may have extensions between them. */
export function isData(name: string, within: string): boolean {
  if (MAPS.has(within)) return within === "responses" && name.startsWith("x-");
  return DATA.has(name) || name.startsWith("x-");
}

/** Whether the keys of a member's value are words of the description, and not names that its author gave. */
export function hasFields(within: string): boolean {
  return !MAPS.has(within);
}

/** Whether the value is a schema, and not what an author named like one, such as a header. */
export function isSchema(name: string, within: string): boolean {
  return (name === "schema" || name === "itemSchema") && hasFields(within);
}
