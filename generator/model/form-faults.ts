/** Reasons why a member of a form cannot be sent as its document says. */
import { get, getArray, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { isJsonMediaType, isMediaType } from "../media-type.js";
import { isToken } from "../token.js";
import { schemaOf } from "./media.js";
import type { FieldDef } from "./model.js";
import { styleFault } from "./parameter-style.js";
import { typesOf } from "./parts.js";
import { itemsOf } from "./shape.js";

/** A member of a form, as its document says it. */
export interface WrittenField {
  readonly field: FieldDef;
  readonly schema: Json;
  readonly encoding: Json | undefined;
}

export function memberFault(
  { field, schema, encoding }: WrittenField,
  linked: LinkedSpec,
): string | undefined {
  const fault = typeFault(schema, encoding, linked);
  if (fault !== undefined || field.style === "json") return fault;
  return styleFault({ place: "query", style: field.style, explode: field.explode }, schema, linked);
}

/** The same of a part of a multipart body. */
export function partFault({ field, schema, encoding }: WrittenField, linked: LinkedSpec): string | undefined {
  const fault = typeFault(schema, encoding, linked);
  if (fault !== undefined) return fault;
  const isShaped = typeof field.shape !== "string";
  const isJoined = field.style !== "form" && field.style !== "json";
  const joined = isJoined ? joinedFault(field, schema, linked) : undefined;
  if (joined !== undefined) return joined;
  const explode = get(encoding, "explode") ?? true;
  const style = getString(encoding, "style") ?? "form";
  if (!isJoined && style !== "form") return `its style is ${style}, which a part cannot have`;
  if (!isJoined && isShaped && explode !== true)
    return "it is an object or a list of bytes with explode: false, which a part cannot be";
  return getEntries(encoding, "headers")
    .map(([name, header]) => headerFault(name, fixedValue(schemaOf(header))))
    .find((problem) => problem !== undefined);
}

/** Of a list in one part. */
function joinedFault({ style }: FieldDef, schema: Json, linked: LinkedSpec): string | undefined {
  const place = style === "simple" ? "header" : "query";
  return styleFault({ place, style, explode: false }, schema, linked);
}

/** Of the content type that a document gives a member. */
function typeFault(schema: Json, encoding: Json | undefined, linked: LinkedSpec): string | undefined {
  const contentType = getString(encoding, "contentType");
  if (contentType === undefined) return undefined;
  const types = contentType.split(",").map((type) => type.trim());
  const odd = types.find((type) => !isMediaType(type));
  if (odd !== undefined) return `its content type ${JSON.stringify(odd)} is not a media type`;
  if (isStyled(encoding) || types.some(isJsonMediaType)) return undefined;
  const items = typesOf(schema, linked).has("array") ? itemsOf(schema, linked) : [schema];
  return items.some((item) => isComposite(item, linked))
    ? `it is an object, which is not written as ${contentType}`
    : undefined;
}

/** A line break in one would begin another. */
function headerFault(name: string, value: string | undefined): string | undefined {
  if (/^content-type$/i.test(name)) return undefined;
  if (!isToken(name)) return `no header can be called ${JSON.stringify(name)}`;
  if (value === undefined) return `its header ${name} has no fixed value (const or default)`;
  return /[^\t\x20-\x7e\x80-\xff]|^\s|\s$/.test(value)
    ? `no header can have the value of ${name}`
    : undefined;
}

/** Whether the encoding chooses a style; the content type says nothing then. */
export function isStyled(encoding: Json | undefined): boolean {
  return ["style", "explode", "allowReserved"].some((key) => get(encoding, key) !== undefined);
}

export function isComposite(schema: Json, linked: LinkedSpec): boolean {
  const types = typesOf(schema, linked);
  return types.has("object") && !types.has("string") && !types.has("array");
}

/** The only value of a header, or the one that it has where nothing else is said. */
export function fixedValue(schema: Schema | undefined): string | undefined {
  const [only, ...more] = getArray(schema, "enum");
  const value = get(schema, "const") ?? get(schema, "default") ?? (more.length === 0 ? only : undefined);
  return value === undefined || isObject(value) ? undefined : String(value);
}
