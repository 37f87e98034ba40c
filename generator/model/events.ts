/** Events: what a file name says (type and sub-type), what a hand-kept table says (kinds), and what the schema says. */
import type { Diagnostics } from "../diagnostic.js";
import type { EventKind } from "../event-kinds.js";
import { get, getArray, getEntries, getString, isObject, type Json } from "../json.js";
import type { LinkedSchema, LinkedSpec, Schema } from "../link/linked-spec.js";
import { documented } from "./documented.js";
import { contentOf, MAX_BASES } from "./event-content.js";
import type { EventDef } from "./model.js";
import { saidOf } from "./parts.js";
import { takes } from "./takes.js";

/** Kinds by event type, from `event-kinds.yaml`: nothing in the schemas tells account data from to-device events. */
export type EventKinds = ReadonlyMap<string, readonly EventKind[]>;

export function readEvent(
  linked: LinkedSpec,
  id: string,
  kinds: EventKinds,
  diagnostics: Diagnostics,
): EventDef | undefined {
  const found = linked.schemas.get(id);
  if (found === undefined) return undefined;
  const [type = "", subType] = fileStem(found.id).split(/\$(.*)/s);
  const known = kinds.get(type);
  if (known === undefined)
    diagnostics.report(
      "model/unknown-event-kind",
      `it is not known whether ${type} is state, account data or something else`,
      found.origin,
    );
  if (takes(typeOf(found.schema, linked), type, linked) === false)
    diagnostics.report(
      "model/event-type",
      `the schema does not let an event have the type ${type}`,
      found.origin,
    );
  const content = contentOf(found.schema, linked);
  const discriminator =
    subType === undefined || content === undefined
      ? undefined
      : discriminatorOf(content.schema, subType, linked);
  return {
    ...documented(typeof found.schema === "boolean" ? {} : found.schema, found.origin),
    id,
    type,
    ...(subType !== undefined && { subType }),
    ...(discriminator !== undefined && { discriminator }),
    kinds: known ?? guessKinds(found, linked),
    schema: found.schema,
    ...(content !== undefined && { content: content.schema, contentOrigin: content.origin ?? found.origin }),
  };
}

/** The file name is the authority on the type: upstream has schemas that leave it open, and one that lists two. */
function fileStem(id: string): string {
  return (id.slice(0, id.indexOf("#")).split("/").pop() ?? "").replace(/\.(ya?ml|json)$/, "");
}

/** All that the event and its bases say about `type`. */
function typeOf(schema: Schema, linked: LinkedSpec): Json {
  return { allOf: saidOf(schema, (part) => [get(get(part, "properties"), "type") ?? true], linked) };
}

/** The one-value enum in `content` that equals the sub-type: `msgtype` of messages, `method` of verification starts. */
function discriminatorOf(
  content: Schema,
  subType: string,
  linked: LinkedSpec,
  seen: Set<string> = new Set(),
): string | undefined {
  if (!isObject(content)) return undefined;
  const ref = getString(content, "$ref");
  const follow = ref !== undefined && !seen.has(ref) && seen.size < MAX_BASES;
  const target = follow ? linked.schemas.get(ref)?.schema : undefined;
  if (ref !== undefined) seen.add(ref);
  const own = getEntries(content, "properties").find(([, property]) => {
    const values = getArray(property, "enum");
    return values.length === 1 && values[0] === subType;
  });
  if (own !== undefined) return own[0];
  for (const part of [...getArray(content, "allOf"), ...(target === undefined ? [] : [target])]) {
    const found = isObject(part) ? discriminatorOf(part, subType, linked, seen) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The base that an unknown event extends tells at least state from message events. */
function guessKinds(event: LinkedSchema, linked: LinkedSpec): readonly EventKind[] {
  const bases = basesOf(event.schema, linked, new Set());
  if ([...bases].some((base) => base.includes("/state_event."))) return ["state"];
  return [...bases].some((base) => base.includes("/room_event.")) ? ["message"] : [];
}

function basesOf(schema: Schema, linked: LinkedSpec, bases: Set<string>): Set<string> {
  if (!isObject(schema)) return bases;
  const ref = getString(schema, "$ref");
  if (ref !== undefined && !bases.has(ref) && bases.size < MAX_BASES) {
    bases.add(ref);
    basesOf(linked.schemas.get(ref)?.schema ?? true, linked, bases);
  }
  for (const part of getArray(schema, "allOf")) if (isObject(part)) basesOf(part, linked, bases);
  return bases;
}
