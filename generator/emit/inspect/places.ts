/** Place of each property that a schema knows, so that a problem of a value leads to the line that forbids it. */
import type { Origin } from "../../diagnostic.js";
import { get, getArray, getEntries, getString, isObject, type Json } from "../../json.js";
import { COMPOSITIONS } from "../../lower/keywords.js";
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

/** The type that a schema refers to. */
function typeOf(id: string, { names }: EmitInput): string[] {
  const type = names.bySchema.get(id);
  return type === undefined ? [] : [nameOf(type)];
}

/** A place under construction: the first to tell of a part is the one that counts. */
interface Gathered {
  readonly is: Set<string>;
  readonly properties: { [name: string]: PlaceData };
  items?: PlaceData;
  values?: PlaceData;
}

function inside(schema: Json, at: Origin, input: EmitInput, depth: number): PlaceData {
  if (!isObject(schema) || depth > MAX_DEPTH) return {};
  const ref = getString(schema, "$ref");
  const found = gathered(ref === undefined ? [] : typeOf(ref, input));
  const step = (part: Json, to: string): PlaceData => below(part, at, to, input, depth);
  for (const [name, property] of propertiesOf(schema))
    found.properties[name] = step(property, `properties/${escapeSegment(name)}`);
  const item = get(schema, "items");
  if (isObject(item)) found.items = step(item, "items");
  let each: Gathered | undefined;
  for (const keyword of ["items", "prefixItems"])
    for (const [index, part] of getArray(schema, keyword).entries()) {
      const to = `${keyword}/${index}`;
      each ??= gathered();
      addBranch(each, step(part, to), `${text(at)}/${to}`);
      found.items ??= {};
    }
  if (found.items !== undefined && each !== undefined) found.items = { ...dataOf(each), ...found.items };
  const rest = get(schema, "additionalProperties");
  if (isObject(rest)) found.values = step(rest, "additionalProperties");
  for (const [pattern, property] of getEntries(schema, "patternProperties"))
    found.values ??= step(property, `patternProperties/${escapeSegment(pattern)}`);
  for (const keyword of COMPOSITIONS)
    for (const [index, part] of getArray(schema, keyword).entries()) {
      const branch = `${keyword}/${index}`;
      addBranch(found, step(part, branch), `${text(at)}/${branch}`);
    }
  return dataOf(found);
}

function gathered(is: readonly string[] = []): Gathered {
  return { is: new Set(is), properties: Object.create(null) };
}

function dataOf({ is, properties, items, values }: Gathered): PlaceData {
  return {
    ...(is.size > 0 && { is: [...is] }),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(items !== undefined && { items }),
    ...(values !== undefined && { values }),
  };
}

/** Adds parts that are not known yet, each with the place that it has in the branch. */
function addBranch(found: Gathered, branch: PlaceData, derived: string): void {
  const from = branch.at ?? derived;
  const placed = (part: PlaceData, step: string): PlaceData => ({
    ...part,
    at: part.at ?? `${from}/${step}`,
  });
  for (const type of branch.is ?? []) found.is.add(type);
  for (const [name, property] of Object.entries(branch.properties ?? {}))
    found.properties[name] ??= placed(property, `properties/${escapeSegment(name)}`);
  if (branch.items) found.items ??= placed(branch.items, "items");
  if (branch.values) found.values ??= placed(branch.values, "additionalProperties");
}

function below(schema: Json, parent: Origin, step: string, input: EmitInput, depth: number): PlaceData {
  const derived = { file: parent.file, pointer: `${parent.pointer}/${step}` };
  const at = input.linked.originOf(schema) ?? derived;
  const own = text(at);
  return { ...(own !== text(derived) && { at: own }), ...inside(schema, at, input, depth + 1) };
}

/** `module/Name`: a type as tables refer to it. */
export function nameOf({ module, name }: NamedType): string {
  return `${module}/${name}`;
}
