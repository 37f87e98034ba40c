/** Finds where a body holds events, and in which form: an event is an object that knows `type` and `content`. */
import { get, getArray, getEntries, getString, isObject, type Json } from "../../json.js";
import type { LinkedSpec } from "../../link/types.js";
import type { OperationDef } from "../../model/types.js";
import type { EventForm, EventPlace } from "../runtime/inspection.js";

/** Deeper than any body of the specification holds events. */
const MAX_DEPTH = 12;

/** Path parameters that have the type of a content which is sent or read by itself. */
const TYPE_PARAMETER = /\/\{(eventType)\}|\/account_data\/\{(type)\}$/;

/** Places of events in a body, and of contents of which the operation's path has the type. */
export function eventPlaces(
  schema: Json | undefined,
  operation: OperationDef,
  side: "request" | "answer",
  linked: LinkedSpec,
): EventPlace[] {
  if (schema === undefined) return [];
  const found: EventPlace[] = [];
  walk(schema, [], { linked, found, open: new Set() });
  const [, event, data] = TYPE_PARAMETER.exec(operation.path) ?? [];
  const type = event ?? data;
  if (type === undefined || (side === "answer" && operation.method !== "GET")) return found;
  const contents = openObjects(schema, linked).map((path): EventPlace => ({ path, form: "content", type }));
  // An answer that is the content or the event, as the caller wished, is read as what it looks like.
  return [...contents, ...found.filter(({ path }) => contents.length === 0 || path.length > 0)];
}

interface Walk {
  readonly linked: LinkedSpec;
  readonly found: EventPlace[];
  readonly open: Set<Json>;
}

function walk(schema: Json, path: readonly string[], walked: Walk): void {
  const { linked, found, open } = walked;
  const parts = partsOf(schema, linked);
  const known = propertiesOf(parts);
  const form = known.has("content") && known.has("type") ? formOf(known) : titledForm(parts, known);
  if (form !== undefined) {
    if (!found.some((each) => each.form === form && each.path.join("/") === path.join("/")))
      found.push({ path, form });
    return;
  }
  if (path.length > MAX_DEPTH || parts.some((part) => open.has(part))) return;
  for (const part of parts) open.add(part);
  for (const part of parts) {
    for (const [name, property] of getEntries(part, "properties")) walk(property, [...path, name], walked);
    for (const keyword of ["items", "additionalProperties"]) {
      const each = get(part, keyword);
      if (isObject(each)) walk(each, [...path, "*"], walked);
    }
    for (const [, property] of getEntries(part, "patternProperties")) walk(property, [...path, "*"], walked);
  }
  for (const part of parts) open.delete(part);
}

/** A schema with all that it is made of: what it refers to, and its alternatives. */
function partsOf(schema: Json, linked: LinkedSpec): Json[] {
  const parts = new Set<Json>([schema]);
  for (const part of parts) {
    const ref = getString(part, "$ref");
    const target = ref === undefined ? undefined : linked.schemas.get(ref)?.schema;
    if (target !== undefined) parts.add(target);
    for (const keyword of ["allOf", "anyOf", "oneOf"])
      for (const each of getArray(part, keyword)) parts.add(each);
  }
  return [...parts];
}

function propertiesOf(parts: readonly Json[]): ReadonlySet<string> {
  return new Set(parts.flatMap((part) => getEntries(part, "properties").map(([name]) => name)));
}

/** Titles of events of which a description says no more, as their form hangs on the room's version. */
const TITLES: ReadonlyMap<string, EventForm> = new Map([
  ["PDU", "pdu"],
  ["SignedMembershipEvent", "pdu"],
  ["Event", "full"],
]);

function titledForm(parts: readonly Json[], known: ReadonlySet<string>): EventForm | undefined {
  if (known.size > 0) return undefined;
  for (const part of parts) {
    const form = TITLES.get(getString(part, "title") ?? "");
    if (form !== undefined) return form;
  }
  return undefined;
}

function formOf(known: ReadonlySet<string>): EventForm {
  if (known.has("auth_events") || known.has("prev_events") || known.has("hashes")) return "pdu";
  if (known.has("event_id") || known.has("origin_server_ts")) return "full";
  return known.has("state_key") ? "stripped" : "basic";
}

/** Paths to objects without properties of their own: the body itself, one of its forms, or the values of the map in it. */
function openObjects(schema: Json, linked: LinkedSpec): string[][] {
  const parts = partsOf(schema, linked);
  if (parts.some((part) => isObject(get(get(part, "properties"), "messages"))))
    return [["messages", "*", "*"]];
  const isOpen = parts.some(
    (part) => getString(part, "type") === "object" && get(part, "properties") === undefined && isPlain(part),
  );
  return isOpen ? [[]] : [];
}

/** Says nothing by other schemas. */
function isPlain(schema: Json): boolean {
  return ["allOf", "anyOf", "oneOf", "$ref"].every((keyword) => get(schema, keyword) === undefined);
}
