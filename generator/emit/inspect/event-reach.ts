/**
 * Schemas that lead to an event, of all that bodies are made of. Many schemas refer to many others, so that the ways through them
 * are beyond counting; the search for places of events takes only those that lead to one.
 */
import { get, getArray, getEntries, getString, isObject, type Json } from "../../json.js";
import type { LinkedSpec, SchemaId } from "../../link/linked-spec.js";
import { COMPOSITIONS } from "../../lower/keywords.js";
import type { EventForm } from "../runtime/inspection.js";
import { leadingTo } from "./leading-to.js";

/** A schema with all that it is made of, and the schemas of what is in its values. */
export interface Reached {
  readonly parts: readonly Json[];
  /** Undefined where the value itself is not an event. */
  readonly form: EventForm | undefined;
  /** By the step of a path: a name, or `*` for the items of a list and the values of a map. */
  readonly inner: readonly (readonly [string, Json])[];
}

/** Whether schemas lead to events, and what those that do are made of. */
export class EventReach {
  readonly #linked: LinkedSpec;
  readonly #reached = new Map<Json, Reached>();
  readonly #leading: ReadonlySet<Json>;

  constructor(linked: LinkedSpec, roots: readonly Json[]) {
    this.#linked = linked;
    const steps: (readonly [inner: Json, outer: Json])[] = [];
    const left = [...roots];
    for (let schema = left.pop(); schema !== undefined; schema = left.pop()) {
      if (!isObject(schema) || this.#reached.has(schema)) continue;
      for (const [, inner] of this.of(schema).inner) {
        steps.push([inner, schema]);
        left.push(inner);
      }
    }
    const events = [...this.#reached].flatMap(([schema, { form }]) => (form === undefined ? [] : [schema]));
    this.#leading = leadingTo(events, steps);
  }

  /** Whether it is an event, or holds one. */
  leads(schema: Json): boolean {
    return this.#leading.has(schema);
  }

  of(schema: Json): Reached {
    const known = this.#reached.get(schema);
    if (known !== undefined) return known;
    const parts = partsOf(schema, this.#linked);
    const properties = new Set(parts.flatMap((part) => getEntries(part, "properties").map(([name]) => name)));
    const form =
      properties.has("content") && (properties.has("type") || properties.has("edu_type"))
        ? formOf(properties)
        : titledForm(parts, properties);
    const found = { parts, form, inner: form === undefined ? parts.flatMap(innerOf) : [] };
    this.#reached.set(schema, found);
    return found;
  }
}

function innerOf(part: Json): (readonly [string, Json])[] {
  const inner: (readonly [string, Json])[] = propertiesOf(part);
  for (const keyword of ["items", "additionalProperties"]) {
    const schema = get(part, keyword);
    if (isObject(schema)) inner.push(["*", schema]);
  }
  for (const [, property] of getEntries(part, "patternProperties")) inner.push(["*", property]);
  // Old documents have the items of a list one by one under the keyword for all of them.
  for (const keyword of ["items", "prefixItems"])
    for (const item of getArray(part, keyword)) inner.push(["*", item]);
  return inner;
}

/** A schema with all that it is made of: its alternatives, and what it refers to. */
export function partsOf(schema: Json, linked: Pick<LinkedSpec, "schemas">): Json[] {
  return collectParts(schema, (ref) => linked.schemas.get(ref)?.schema);
}

/** The same without what it refers to. */
export function ownPartsOf(schema: Json): Json[] {
  return collectParts(schema, () => undefined);
}

function collectParts(schema: Json, targetOf: (ref: SchemaId) => Json | undefined): Json[] {
  const parts = new Set<Json>([schema]);
  for (const part of parts) {
    const ref = getString(part, "$ref");
    const target = ref === undefined ? undefined : targetOf(ref);
    if (target !== undefined) parts.add(target);
    for (const keyword of COMPOSITIONS) for (const each of getArray(part, keyword)) parts.add(each);
  }
  return [...parts];
}

/** Titles of events of which a description says no more, as their form hangs on the room's version. */
const TITLES: ReadonlyMap<string, EventForm> = new Map([
  ["PDU", "pdu"],
  ["SignedMembershipEvent", "pdu"],
  ["Event", "full"],
]);

/** Messages to a device are described by a chapter of their own: the answer of /sync has no more than the title. */
const TO_DEVICE: Json = { events: { items: { properties: { type: {}, sender: {}, content: {} } } } };

/** Properties of a schema, as far as the description has them. */
export function propertiesOf(part: Json): [string, Json][] {
  const isTitle = getString(part, "title") === "ToDevice" && get(part, "properties") === undefined;
  return getEntries(isTitle ? { properties: TO_DEVICE } : part, "properties");
}

function titledForm(parts: readonly Json[], known: ReadonlySet<string>): EventForm | undefined {
  if (known.size > 0) return undefined;
  for (const part of parts) {
    const form = TITLES.get(getString(part, "title") ?? "");
    if (form !== undefined) return form;
  }
  return undefined;
}

function formOf(known: ReadonlySet<string>): EventForm {
  if (known.has("edu_type")) return "unit";
  if (known.has("auth_events") || known.has("prev_events") || known.has("hashes")) return "pdu";
  if (known.has("event_id") || known.has("origin_server_ts")) return "full";
  return known.has("state_key") ? "stripped" : "basic";
}
