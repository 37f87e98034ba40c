/** How a parameter is written: its style, or the media type that it has instead. */
import { get, getEntries, getString, type Json } from "../json.js";
import type { LinkedSpec, Schema } from "../link/linked-spec.js";
import { DELIMITED } from "../lower/swagger-2/parameters.js";
import { essenceOf, isJsonMediaType } from "../media-type.js";
import { schemaOf } from "./media.js";
import type { ParameterDef } from "./model.js";
import { typesOf } from "./parts.js";
import { itemsOf, memberSchemas, readingsOf } from "./shape.js";

/** The styles of each place; the first is the usual one. */
const STYLES: { readonly [place: string]: readonly string[] } = {
  path: ["simple", "label", "matrix"],
  query: ["form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject"],
  header: ["simple"],
  cookie: ["form", "cookie"],
};

export type ParameterPlace = ParameterDef["in"];

export function isPlace(place: string | undefined): place is ParameterPlace {
  return place !== undefined && Object.hasOwn(STYLES, place);
}

/** The form of a value, as its Parameter Object says it. */
export function formOf(
  node: Json,
  place: ParameterPlace,
): Pick<ParameterDef, "style" | "explode" | "allowReserved"> {
  const [content] = getEntries(node, "content");
  const usual = STYLES[place]?.[0] ?? "simple";
  const said = getString(node, DELIMITED) ?? getString(node, "style");
  const style = content === undefined ? (said ?? usual) : isPlainText(content[0]) ? usual : "json";
  const explode = get(node, "explode");
  return {
    style,
    explode: typeof explode === "boolean" ? explode : style === "form" || style === "cookie",
    allowReserved: get(node, "allowReserved") === true,
  };
}

export function parameterSchema(node: Json): Schema {
  const [, content] = getEntries(node, "content")[0] ?? [];
  return schemaOf(content ?? node) ?? {};
}

/** Why a parameter cannot be sent as its document says; undefined if it can. */
export function parameterFault(node: Json, linked: LinkedSpec): string | undefined {
  const place = getString(node, "in");
  const content = getEntries(node, "content").map(([type]) => type);
  if (!isPlace(place)) return place === undefined ? undefined : `it is in ${place}`;
  const { style, explode, allowReserved } = formOf(node, place);
  if (allowReserved && place !== "query") return `allowReserved is true in a ${place}`;
  if (content.length > 0) {
    const isRead = content.every((type) => isJsonMediaType(type) || isTextOf(type, node, linked));
    return content.length === 1 && isRead ? undefined : `its content is of type ${content.join(", ")}`;
  }
  const known = getString(node, DELIMITED) === undefined ? style : "simple";
  return styleFault({ place, style: known, explode }, parameterSchema(node), linked);
}

/** A text as it is stands as it does in the usual style of its place. */
function isPlainText(mediaType: string): boolean {
  return essenceOf(mediaType) === "text/plain";
}

function isTextOf(mediaType: string, node: Json, linked: LinkedSpec): boolean {
  const types = typesOf(parameterSchema(node), linked);
  return isPlainText(mediaType) && types.size > 0 && ![...COMPOSITE].some((type) => types.has(type));
}

/** Where a value stands, and how it is written there. */
export interface WrittenForm {
  readonly place: ParameterPlace;
  readonly style: string;
  readonly explode: boolean;
}

/** Why a value cannot be written in a form. */
export function styleFault(form: WrittenForm, schema: Json, linked: LinkedSpec): string | undefined {
  const types = typesOf(schema, linked);
  return typesFault(form, types) ?? partsFault(form, types, schema, linked);
}

/** Of the types of a value, whatever is in it. */
function typesFault({ place, style, explode }: WrittenForm, types: ReadonlySet<string>): string | undefined {
  if (!STYLES[place]?.includes(style)) return `its style is ${style}, which is not one of a ${place}`;
  const isObject = types.has("object");
  const isComposite = isObject || types.has("array");
  if (style === "deepObject" && types.size > 0 && !isObject)
    return "its style is deepObject, but it is not an object";
  if (style.endsWith("Delimited") && types.size > 0 && !isComposite)
    return `its style is ${style}, but it is neither a list nor an object`;
  if (place === "cookie" && style === "form" && explode && isComposite)
    return "it is a list or an object in a cookie, in the style form with explode";
  return undefined;
}

/** Of its items, members and alternatives. */
function partsFault(
  { style }: WrittenForm,
  types: ReadonlySet<string>,
  schema: Json,
  linked: LinkedSpec,
): string | undefined {
  const isObject = types.has("object");
  if (types.has("array") && itemsOf(schema, linked).some((item) => isOnly(item, COMPOSITE, linked)))
    return "it is a list of lists or objects, which has no form in a parameter";
  if (isObject && [...types].some((type) => type !== "object" && type !== "null") && style !== "json")
    return "it is an object or something else, which its text does not tell";
  const torn = readingsOf(schema, linked).find((reading) => reading.torn !== undefined)?.torn;
  if (torn !== undefined) return `the text ${JSON.stringify(torn)} is written as another of its values is`;
  const deep = style === "deepObject" ? OBJECT : COMPOSITE;
  if (isObject && memberSchemas(schema, linked).some((member) => isOnly(member, deep, linked)))
    return `it is an object with lists or objects in it, which has no form in the style ${style}`;
  return undefined;
}

const COMPOSITE: ReadonlySet<string> = new Set(["array", "object"]);
const OBJECT: ReadonlySet<string> = new Set(["object"]);

/** Whether a schema takes nothing that has a form. */
function isOnly(schema: Json, types: ReadonlySet<string>, linked: LinkedSpec): boolean {
  const own = typesOf(schema, linked);
  return own.size > 0 && [...own].every((type) => types.has(type) || type === "null");
}
