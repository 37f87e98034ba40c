/**
 * Events: what each says itself, which is its content, its state key, and what else its own file describes. What the
 * core schemas say of every event (`prev_content`, `unsigned`) is compared as definitions, and where an API sends such events.
 */
import {
  fromEntries,
  getArray,
  getEntries,
  getString,
  isObject,
  type Json,
  type JsonObject,
} from "../../json.js";
import type { LinkedSpec, Schema } from "../../link/linked-spec.js";
import { isRestriction } from "../../lower/keywords.js";
import type { EventDef } from "../../model/model.js";
import { Judge } from "../../values/judge.js";
import { coreReferences, isCoreSchema } from "../match/core-schemas.js";
import type { Release } from "../release.js";
import type { Shapes } from "../shape/shape.js";
import type { Parts, Property } from "../shape/shapes.js";
import { type Context, inside, places, propertySegment } from "./context.js";
import { compareNotes } from "./notes.js";
import { compareProperty } from "./properties.js";

export function compareEvent(
  old: EventDef,
  next: EventDef,
  releases: { readonly old: Release; readonly new: Release },
  outer: Context,
): void {
  const { schemas } = outer;
  const before = ownParts(old, releases.old.linked, schemas.old);
  const after = ownParts(next, releases.new.linked, schemas.new);
  const [was, is] = [schemas.old.of([old.schema]), schemas.new.of([next.schema])];
  const context: Context = { ...outer, at: places(was, is) };
  compareNotes(was.notes, is.notes, context);
  for (const name of new Set([...before.names, ...after.names])) {
    // The file name is the authority on an event's type: upstream's schemas once leave it open and once list two.
    if (
      name === "type" &&
      takesType(before, old.type, schemas.old) === takesType(after, next.type, schemas.new)
    )
      continue;
    const isWhole = coreOf(name, before) !== coreOf(name, after);
    compareProperty(
      partOf(name, before, isWhole),
      partOf(name, after, isWhole),
      inside(context, propertySegment(name)),
    );
  }
  for (const name of new Set([...before.required, ...after.required]))
    if (!before.names.has(name) && !after.names.has(name))
      compareProperty(bare(name, before), bare(name, after), inside(context, propertySegment(name)));
  const both = speaksOfOthers(old.schema, before) && speaksOfOthers(next.schema, after);
  const common = [...before.properties.keys()].filter((name) => both && after.properties.has(name));
  schemas.compare(besides(old.schema, before, common), besides(next.schema, after, common), context);
}

/** A property of the core, or of nothing, that an event asks for: its value is compared elsewhere. */
function bare(name: string, { properties }: OwnParts): Property | undefined {
  const property = properties.get(name);
  return property && { ...property, parts: property.parts.length === 0 ? [] : [true] };
}

/** Demands of an event as a whole, beside its properties: that it has no others, or some of them only together. */
function besides(schema: Json, { linked }: OwnParts, common: readonly string[]): Parts {
  const kept = ownSchemas(schema, linked).map((part) => {
    const named = namesBeside(part, common);
    return fromEntries([
      ...Object.entries(part).filter(([keyword]) => isRestriction(keyword) && !DESCRIBED.has(keyword)),
      ...Object.entries(otherType(part)),
      ...(named.length === 0
        ? []
        : [["properties", fromEntries(named.map((name) => [name, true]))] as const]),
    ]);
  });
  return [{ type: "object" }, ...kept.filter((part) => Object.keys(part).length > 0)];
}

/** A part that is of another type lets no event through. */
function otherType({ type }: JsonObject): JsonObject {
  return type === undefined || [type].flat().includes("object") ? {} : { type };
}

const OF_OTHERS = ["additionalProperties", "patternProperties", "unevaluatedProperties"];

function speaksOfOthers(schema: Json, { linked }: OwnParts): boolean {
  return ownSchemas(schema, linked).some((part) => OF_OTHERS.some((keyword) => part[keyword] !== undefined));
}

/** Of the common properties, those that are not among the others of which a part speaks: a base's are additional, and not unevaluated. */
function namesBeside(part: JsonObject, common: readonly string[]): readonly string[] {
  if (part.unevaluatedProperties !== undefined) return common;
  if (part.additionalProperties === undefined) return [];
  const own = new Set(getEntries(part, "properties").map(([name]) => name));
  return common.filter((name) => own.has(name));
}

/** Keywords that are compared property by property, and the type, which is that of every event. */
const DESCRIBED: ReadonlySet<string> = new Set(
  "$defs $ref allOf definitions properties required type".split(" "),
);

interface OwnParts {
  readonly linked: LinkedSpec;
  readonly properties: ReadonlyMap<string, Property>;
  /** Of the properties, those that the event speaks of itself. */
  readonly names: ReadonlySet<string>;
  /** Names that the event itself lists as required. */
  readonly required: ReadonlySet<string>;
}

function ownParts(event: EventDef, linked: LinkedSpec, shapes: Shapes): OwnParts {
  const [object] = shapes.of([event.schema]).objects;
  const schemas = ownSchemas(event.schema, linked);
  const described = schemas.flatMap((part) => Object.keys(Object(part.properties ?? {})));
  const own = new Set(["content", "state_key", ...described]);
  const properties = new Map(object?.properties ?? []);
  return {
    linked,
    properties,
    names: new Set([...properties.keys()].filter((name) => own.has(name))),
    required: new Set(schemas.flatMap((part) => getArray(part, "required")).map(String)),
  };
}

/** Whether the schema lets the event have its own type. */
function takesType({ properties, linked }: OwnParts, type: string, { assertFormats }: Shapes): boolean {
  return new Judge(linked, assertFormats).lets({ allOf: [...(properties.get("type")?.parts ?? [])] }, type);
}

function partOf(name: string, own: OwnParts, isWhole: boolean): Property | undefined {
  const property = own.names.has(name) ? own.properties.get(name) : undefined;
  if (property === undefined || isWhole) return property;
  return { ...property, parts: withoutCore(name, property.parts, own.linked) };
}

/** The core schemas that a part builds on: where they change, they are compared as well. */
function coreOf(name: string, { properties }: OwnParts): string {
  const refs = (properties.get(name)?.parts ?? []).flatMap(coreReferences);
  return JSON.stringify([...new Set(refs)].sort());
}

/** The schema and its bases but for the core. Each base is asked once, however many ways lead to it. */
function ownSchemas(schema: Json, linked: LinkedSpec, seen: Set<string> = new Set()): JsonObject[] {
  if (!isObject(schema)) return [];
  const ref = getString(schema, "$ref");
  const target =
    ref === undefined || isCoreSchema(ref) || seen.has(ref) ? undefined : linked.schemas.get(ref)?.schema;
  if (ref !== undefined) seen.add(ref);
  return [
    ...(target === undefined ? [] : ownSchemas(target, linked, seen)),
    ...getArray(schema, "allOf").flatMap((part) => ownSchemas(part, linked, seen)),
    schema,
  ];
}

/** Additions of the event to a part that the core schemas describe too. */
function withoutCore(name: string, parts: readonly Schema[], linked: LinkedSpec): readonly Schema[] {
  if (name === "content" || name === "state_key") return parts;
  const own = parts
    .filter((part) => !isCoreSchema(`/${linked.originOf(part)?.file ?? ""}`))
    .map((part) => {
      if (!isObject(part) || part.allOf === undefined) return part;
      const kept = getArray(part, "allOf").filter((branch) => !isCoreSchema(getString(branch, "$ref") ?? ""));
      return { ...part, allOf: kept };
    });
  return own.length === 0 ? parts : own;
}
