/** Server-sent events as their schema describes them: what arrives has four members, three of them text. */
import { getArray, type Json } from "../json.js";
import type { LinkedSpec } from "../link/linked-spec.js";
import { partsOf, saidOf, typesOf } from "./parts.js";
import { memberIn } from "./shape.js";

const MEMBERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["data", ["string"]],
  ["event", ["string"]],
  ["id", ["string"]],
  ["retry", ["integer", "number"]],
]);

/** Why no event could be as its schema wants it; undefined if one could. */
export function eventFault(schema: Json, linked: LinkedSpec): string | undefined {
  const types = typesOf(schema, linked);
  if (types.size > 0 && !types.has("object")) return "an event is an object with data, event, id and retry";
  const required = partsOf(schema, linked).flatMap((part) => getArray(part, "required"));
  const unknown = required.find((name) => typeof name === "string" && !MEMBERS.has(name));
  if (unknown !== undefined) return `an event has no member ${String(unknown)}; JSON in its data is text`;
  for (const [name, wanted] of MEMBERS) {
    const said = saidOf(schema, (part) => memberIn(part, name), linked);
    const other = said
      .map((each) => typesOf(each, linked))
      .find((each) => each.size > 0 && !wanted.some((type) => each.has(type)));
    if (other !== undefined)
      return `the ${name} of an event is of type ${wanted.join(" or ")}, and not ${[...other].join(" or ")}`;
  }
  return undefined;
}
