/** Place of each property that a schema knows, so that a problem of a value leads to the line that forbids it. */
import type { Origin } from "../../diagnostic.js";
import { get, getArray, getEntries, getString, isObject, type Json } from "../../json.js";
import type { NamedType } from "../../name/names.js";
import { escapeSegment } from "../../pointer.js";
import type { EmitInput } from "../emitted-file.js";
import { propertiesOf } from "./event-reach.js";

/** Deeper schemas are described from here on by their parents. */
const MAX_DEPTH = 16;

/** `Place` of the runtime as data. */
export type PlaceData = {
  readonly at?: string;
  readonly is?: readonly string[];
  readonly properties?: { readonly [name: string]: PlaceData };
  readonly items?: PlaceData;
  readonly values?: PlaceData;
};

/** The tree of a named type. */
export function placeOf(type: NamedType, input: EmitInput): PlaceData {
  const at = input.linked.originOf(type.schema) ?? type.origin;
  return { at: text(at), ...inside(type.schema, at, input, 0) };
}

/** `file#pointer` */
export function text({ file, pointer }: Origin): string {
  return `${file}#${pointer}`;
}

/** `module/Name` of the type that a schema refers to. */
function typeOf(id: string, { names }: EmitInput): string[] {
  const type = names.bySchema.get(id);
  return type === undefined ? [] : [`${type.module}/${type.name}`];
}

function inside(schema: Json, at: Origin, input: EmitInput, depth: number): PlaceData {
  if (!isObject(schema) || depth > MAX_DEPTH) return {};
  const is: string[] = [];
  const properties: { [name: string]: PlaceData } = Object.create(null);
  let items: PlaceData | undefined;
  let values: PlaceData | undefined;
  const ref = getString(schema, "$ref");
  if (ref !== undefined) is.push(...typeOf(ref, input));
  for (const [name, property] of propertiesOf(schema))
    properties[name] = below(property, at, `properties/${escapeSegment(name)}`, input, depth);
  const item = get(schema, "items");
  if (isObject(item)) items = below(item, at, "items", input, depth);
  const rest = get(schema, "additionalProperties");
  if (isObject(rest)) values = below(rest, at, "additionalProperties", input, depth);
  for (const [pattern, property] of getEntries(schema, "patternProperties"))
    values ??= below(property, at, `patternProperties/${escapeSegment(pattern)}`, input, depth);
  for (const keyword of ["allOf", "anyOf", "oneOf"])
    for (const [index, part] of getArray(schema, keyword).entries()) {
      const place = below(part, at, `${keyword}/${index}`, input, depth);
      const from = place.at ?? `${text(at)}/${keyword}/${index}`;
      is.push(...(place.is ?? []));
      for (const [name, property] of Object.entries(place.properties ?? {}))
        properties[name] ??= { ...property, at: property.at ?? `${from}/properties/${escapeSegment(name)}` };
      if (place.items) items ??= { ...place.items, at: place.items.at ?? `${from}/items` };
      if (place.values) values ??= { ...place.values, at: place.values.at ?? `${from}/additionalProperties` };
    }
  return {
    ...(is.length > 0 && { is: [...new Set(is)] }),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(items !== undefined && { items }),
    ...(values !== undefined && { values }),
  };
}

function below(schema: Json, parent: Origin, step: string, input: EmitInput, depth: number): PlaceData {
  const derived = { file: parent.file, pointer: `${parent.pointer}/${step}` };
  const at = input.linked.originOf(schema) ?? derived;
  const own = text(at);
  return { ...(own !== text(derived) && { at: own }), ...inside(schema, at, input, depth + 1) };
}
