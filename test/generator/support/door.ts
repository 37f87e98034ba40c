/** Where a schema of a Swagger 2.0 document stands once the document has become OpenAPI 3.1. */
import { escapePointer } from "./examples.js";
import { child, type Release, type Value } from "./release.js";

const OPERATION = /^(\/paths\/[^/]+\/[^/]+)\/(parameters|responses)\/([^/]+)(.*)$/;

export function lookUp(release: Release, file: string, fragment: string): string {
  const document = release.read(file);
  const [, operation = "", list = "", key = "", rest = ""] = OPERATION.exec(fragment) ?? [];
  if (child(document, "swagger") !== "2.0" || operation === "") return fragment;
  const node = release.target(file, `#${encodeURI(operation)}`).value;
  if (list === "responses")
    return rest.startsWith("/schema")
      ? `${operation}/responses/${key.toUpperCase()}/content/${jsonType(document, node, "produces")}${rest}`
      : fragment;
  const parameters = child(node, "parameters");
  const all = Array.isArray(parameters) ? parameters : [];
  if (child(all[Number(key)], "in") === "body")
    return `${operation}/requestBody/content/${jsonType(document, node, "consumes")}${rest}`;
  const before = all.slice(0, Number(key)).filter((parameter) => child(parameter, "in") !== "body").length;
  return `${operation}/parameters/${before}/schema${rest}`;
}

function jsonType(document: Value, operation: Value | undefined, key: string): string {
  const types = child(operation, key) ?? child(document, key);
  const found = Array.isArray(types) ? types.find((type) => String(type).includes("json")) : undefined;
  return escapePointer(typeof found === "string" ? found : "application/json");
}
