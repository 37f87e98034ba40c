/** Contents of events that a request has under names of their own, and that its schema calls objects and no more. */

import { isObject, memberOf } from "../unknown-json.js";
import { type InnerEvent, innerContent } from "./inner-events.js";

/** By operation: the member, and the type of the event that its value becomes a part of. */
const NAMED: { readonly [operation: string]: readonly (readonly [name: string, type: string])[] } = {
  createRoom: [
    ["power_level_content_override", "m.room.power_levels"],
    ["creation_content", "m.room.create"],
  ],
};

export function namedContents(operation: string, body: unknown): readonly InnerEvent[] {
  const named = Object.hasOwn(NAMED, operation) ? (NAMED[operation] ?? []) : [];
  return named.flatMap(([name, type]) => {
    const content = memberOf(body, name);
    return isObject(content) ? [innerContent({ steps: [name], type, content })] : [];
  });
}
