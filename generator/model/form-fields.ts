/** How each member of a form is written: by its schema, and by what the Encoding Object says of it. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { groupBy } from "../group-by.js";
import { get, getArray, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { isJsonMediaType } from "../media-type.js";
import { doubtsOf } from "./doubts.js";
import { fixedValue, isComposite, isStyled, memberFault, partFault } from "./form-faults.js";
import { schemaOf } from "./media.js";
import type { FieldDef } from "./model.js";
import { partsOf, typesOf } from "./parts.js";
import { isBytes, itemsOf, objectShape, shapeOf } from "./shape.js";
import { sharedField } from "./shared-keys.js";

export interface FormContext {
  readonly linked: LinkedSpec;
  readonly origin: Origin;
  readonly diagnostics: Diagnostics;
}

/** The members that a schema names; others are text. */
export function readFields(content: Json, isMultipart: boolean, context: FormContext): FieldDef[] {
  const { linked, origin, diagnostics } = context;
  const byName = membersOf(schemaOf(content) ?? {}, linked);
  const needed = new Set(
    partsOf(schemaOf(content) ?? {}, linked).flatMap((part) => getArray(part, "required")),
  );
  for (const [name] of getEntries(content, "encoding"))
    if (!byName.has(name))
      diagnostics.report(
        "model/unused-encoding",
        `the encoding of ${name} is not used: the schema names no such member`,
        origin,
      );
  for (const [name, encoding] of isMultipart ? [] : getEntries(content, "encoding"))
    if (getEntries(encoding, "headers").length > 0)
      diagnostics.report(
        "model/unused-encoding",
        `the headers of ${name} are not used: only parts of multipart bodies have headers`,
        linked.originOf(encoding) ?? origin,
      );
  if (!othersAreText(schemaOf(content) ?? {}, linked))
    diagnostics.report(
      "model/unsupported",
      "the body cannot be sent: members that it does not name are more than text; name them",
      origin,
    );
  const faultOf = isMultipart ? partFault : memberFault;
  const fields = [...byName].map(([name, all]) => {
    const [first = {}] = all;
    const schema = all.length === 1 ? first : { anyOf: all };
    const encoding = get(get(content, "encoding"), name);
    const field = isMultipart
      ? partOf(name, schema, encoding, linked)
      : memberOf(name, schema, encoding, linked);
    const fault = isTorn(all, schema, linked)
      ? "it is a text in one alternative, and something else in another"
      : faultOf({ field, schema, encoding }, linked);
    if (fault !== undefined)
      diagnostics.report(
        "model/unsupported",
        `the member ${name} of the form cannot be sent: ${fault}`,
        linked.originOf(encoding) ?? origin,
      );
    else if (field.style !== "json" && field.bytes === false)
      for (const doubt of doubtsOf({ name, required: needed.has(name) }, schema, linked))
        diagnostics.report("model/mixed-types", doubt, linked.originOf(schema) ?? origin);
    return field;
  });
  const shared = isMultipart ? undefined : sharedField(fields);
  if (shared !== undefined)
    diagnostics.report(
      "model/unsupported",
      `the member ${shared[0]} of the form cannot be told from another: both are sent as ${shared[1]}`,
      origin,
    );
  return fields;
}

/** All that the parts and alternatives of a schema say of each member. */
function membersOf(schema: Json, linked: LinkedSpec): ReadonlyMap<string, readonly Json[]> {
  const members = partsOf(schema, linked).flatMap((part) => getEntries(part, "properties"));
  return groupBy(members, (entry) => entry);
}

/** Whether alternatives read the same text otherwise: which of them it is, is not known before the text is read. */
function isTorn(all: readonly Json[], schema: Json, linked: LinkedSpec): boolean {
  if (all.length === 1 || shapeOf(schema, linked) !== "string") return false;
  return all.some((each) => typesOf(each, linked).size > 0 && shapeOf(each, linked) !== "string");
}

/** Whatever else is there travels as text. */
function othersAreText(schema: Json, linked: LinkedSpec): boolean {
  return partsOf(schema, linked)
    .flatMap((part) => [
      ...getEntries(part, "patternProperties").map(([, others]) => others),
      get(part, "additionalProperties") ?? true,
    ])
    .every((others) => !isObject(others) || isText(others, linked));
}

function isText(schema: Json, linked: LinkedSpec): boolean {
  const types = typesOf(schema, linked);
  return (types.size === 0 || types.has("string")) && !isBytes(schema, linked);
}

function memberOf(name: string, schema: Json, encoding: Json | undefined, linked: LinkedSpec): FieldDef {
  const style = getString(encoding, "style") ?? "form";
  const explode = get(encoding, "explode");
  const own = shapeOf(schema, linked);
  const shape = style === "deepObject" && typeof own === "string" ? objectShape(schema, linked) : own;
  const types = typesOf(schema, linked);
  const contentType = getString(encoding, "contentType");
  const isList = types.has("array");
  const json =
    !isStyled(encoding) &&
    (contentType === undefined
      ? isComposite(schema, linked) || itemsOf(schema, linked).some((item) => isComposite(item, linked))
      : isJsonMediaType(contentType));
  return {
    name,
    style: json ? "json" : style,
    explode: json ? isList : typeof explode === "boolean" ? explode : style === "form",
    allowReserved: get(encoding, "allowReserved") === true,
    shape,
    bytes: false,
    headers: [],
  };
}

/** A list is a part for each item; an object is JSON; what says nothing may be a file, as OpenAPI 3.1 describes them. */
function partOf(name: string, schema: Json, encoding: Json | undefined, linked: LinkedSpec): FieldDef {
  const contentType = getString(encoding, "contentType");
  const items = typesOf(schema, linked).has("array") ? itemsOf(schema, linked) : [schema];
  const composite = items.some((item) => isComposite(item, linked) || typesOf(item, linked).has("array"));
  const json = contentType === undefined ? composite : isJsonMediaType(contentType);
  const headers = getEntries(encoding, "headers").flatMap(([header, value]): [string, string][] => {
    const fixed = fixedValue(schemaOf(value));
    return fixed === undefined || /^content-type$/i.test(header) ? [] : [[header, fixed]];
  });
  return {
    name,
    style: json ? "json" : isJoined(schema, encoding, linked) ? joinedStyle(encoding) : "form",
    explode: true,
    allowReserved: false,
    shape: shapeOf(schema, linked),
    bytes:
      items.some((item) => isBytes(item, linked)) ||
      (!json && items.every((item) => typesOf(item, linked).size === 0) && "maybe"),
    ...(contentType !== undefined && { contentType }),
    headers,
  };
}

/** A list in one part. */
function isJoined(schema: Json, encoding: Json | undefined, linked: LinkedSpec): boolean {
  const items = typesOf(schema, linked).has("array") ? itemsOf(schema, linked) : [];
  return (
    get(encoding, "explode") === false && items.length > 0 && !items.some((item) => isBytes(item, linked))
  );
}

/** With commas it is called as in a header, to tell it from a part for each item. */
function joinedStyle(encoding: Json | undefined): string {
  const style = getString(encoding, "style") ?? "form";
  return style === "form" ? "simple" : style;
}
