/** A parameter that is the whole query (OpenAPI 3.2.0, Parameter Object): each of its members is a parameter of the query. */
import { get, getArray, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { formKind } from "../media-type.js";
import { inDirection } from "./direction.js";
import { documented } from "./documented.js";
import { type FormContext, readFields } from "./form-fields.js";
import { schemaOf } from "./media.js";
import type { ParameterDef } from "./model.js";
import { partsOf } from "./parts.js";

/** Keywords whose meaning parameters one by one keep. */
const KEPT: ReadonlySet<string> = new Set([
  "$ref",
  "allOf",
  "type",
  "properties",
  "required",
  "title",
  "description",
  "deprecated",
]);

/** Why such a parameter cannot be sent; undefined if it can. */
export function querystringFault(node: Json, linked: LinkedSpec): string | undefined {
  const [[type = "", content] = [], ...more] = getEntries(node, "content");
  const types = [type, ...more.map(([each]) => each)];
  if (content === undefined) return "it is in querystring, and has no content";
  if (more.length > 0 || formKind(type) !== "form")
    return `it is in querystring, and its content is of type ${types.join(", ")}`;
  const parts = partsOf(schemaOf(content ?? {}) ?? {}, linked);
  const isPlain = parts.every(
    (part) =>
      isObject(part) && Object.keys(part).every((keyword) => KEPT.has(keyword) || keyword.startsWith("x-")),
  );
  const members = parts.flatMap((part) => getEntries(part, "properties"));
  if (!isPlain || members.length === 0)
    return "it is in querystring, and its schema is more than an object of named members";
  const isLoose =
    get(node, "required") !== true && parts.some((part) => getArray(part, "required").length > 0);
  return isLoose ? "it is in querystring and may be left out, but members of it may not" : undefined;
}

/** Members as parameters, written as those of a form are. */
export function readQuerystring(node: Json, context: FormContext): ParameterDef[] {
  const { linked, origin } = context;
  const [[, content = {}] = []] = getEntries(node, "content");
  const parts = partsOf(
    inDirection(schemaOf(content) ?? {}, "readOnly", linked, context.diagnostics),
    linked,
  );
  const properties = new Map(parts.flatMap((part) => getEntries(part, "properties")));
  const required = new Set(parts.flatMap((part) => getArray(part, "required")));
  return readFields(content, false, context).map(({ name, style, explode, allowReserved }): ParameterDef => {
    const property = properties.get(name) ?? {};
    return {
      ...documented(property, linked.originOf(property) ?? origin),
      in: "query",
      name,
      required: required.has(name),
      style,
      explode,
      allowReserved,
      schema: isObject(property) ? property : {},
    };
  });
}

export function isQuerystring(node: Json): boolean {
  return getString(node, "in") === "querystring";
}
