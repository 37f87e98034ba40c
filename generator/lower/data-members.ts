/** Members of a description whose values are data: examples, and extensions of others, whatever looks like a description in them. */

const DATA: ReadonlySet<string> = new Set(["example", "examples", "default", "enum"]);

/** Maps whose keys are names, such as the response `default` and the header `x-rate-limit`. */
const MAPS: ReadonlySet<string> = new Set([
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
  "securitySchemes",
  "variables",
  "webhooks",
]);

/** By its name, and the name of the member that it is in. Responses of an operation may have extensions between them. */
export function isData(name: string, within: string): boolean {
  if (MAPS.has(within)) return within === "responses" && name.startsWith("x-");
  return DATA.has(name) || name.startsWith("x-");
}
