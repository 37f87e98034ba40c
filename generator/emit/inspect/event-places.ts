/** Finds where a body holds events, and in which form: an event is an object that knows `type` and `content`. */
import { get, getString, isObject, type Json } from "../../json.js";
import type { LinkedSpec } from "../../link/linked-spec.js";
import { COMPOSITIONS } from "../../lower/keywords.js";
import type { OperationDef } from "../../model/model.js";
import type { EventPlace } from "../runtime/inspection.js";
import { type EventReach, partsOf } from "./event-reach.js";

/** Deeper than any body of the specification holds events. */
const MAX_DEPTH = 12;
/** More places than a body of the specification has. */
const MAX_PLACES = 200;
/** Ways through schemas that lead to an event, if not within the depth that is looked into. */
const MAX_STEPS = 10_000;

/** Path parameters that have the type of a content which is sent or read by itself. */
const TYPE_PARAMETER = /\/\{(eventType)\}|\/account_data\/\{(type)\}$/;

/** The operation of a body, and what is known of schemas. */
export interface BodyContext {
  readonly operation: OperationDef;
  readonly linked: LinkedSpec;
  readonly reach: EventReach;
}

/** Places of events in a body, and of contents of which the operation's path has the type. */
export function eventPlaces(
  schema: Json | undefined,
  side: "request" | "answer",
  { operation, linked, reach }: BodyContext,
): EventPlace[] {
  if (schema === undefined) return [];
  const found: EventPlace[] = [];
  walk(schema, [], { reach, found, open: new Set(), steps: 0 });
  const [, event, data] = TYPE_PARAMETER.exec(operation.path) ?? [];
  const type = event ?? data;
  if (type === undefined || (side === "answer" && operation.method !== "GET")) return found;
  const contents = openObjects(schema, linked).map((path): EventPlace => ({ path, form: "content", type }));
  // An answer that is the content or the event, as the caller wished, is read as what it looks like.
  return [...contents, ...found.filter(({ path }) => contents.length === 0 || path.length > 0)];
}

interface Walk {
  readonly reach: EventReach;
  readonly found: EventPlace[];
  readonly open: Set<Json>;
  steps: number;
}

function walk(schema: Json, path: readonly string[], walked: Walk): void {
  const { reach, found, open } = walked;
  if (!reach.leads(schema) || found.length >= MAX_PLACES || walked.steps >= MAX_STEPS) return;
  walked.steps += 1;
  const { parts, form, inner } = reach.of(schema);
  if (form !== undefined) {
    if (!found.some((each) => each.form === form && each.path.join("/") === path.join("/")))
      found.push({ path, form });
    return;
  }
  if (path.length > MAX_DEPTH || parts.some((part) => open.has(part))) return;
  for (const part of parts) open.add(part);
  for (const [step, each] of inner) walk(each, [...path, step], walked);
  for (const part of parts) open.delete(part);
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
  return [...COMPOSITIONS, "$ref"].every((keyword) => get(schema, keyword) === undefined);
}
