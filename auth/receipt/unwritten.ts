/**
 * Events that servers drop although no written rule says so. A server that kept such events would hold a room state that its
 * neighbours do not, so the engine drops them as well.
 */
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersionRules } from "../room-version/rules.js";

/** Why most of the network drops an event, or undefined if it does not. */
export function unwrittenFault(event: Pdu, rules: RoomVersionRules): string | undefined {
  if (event.depth < 0) return "depth is negative";
  // The format of versions 1 to 5 would let it grow to 2^63-1.
  if (event.depth > Number.MAX_SAFE_INTEGER) return "depth is above 2^53-1";
  if (event.type === "m.room.member" && event.stateKey?.includes(":") === false)
    return "a membership is about a user, and the state key names none";
  if (event.type === "m.room.power_levels" && event.stateKey === undefined)
    return "power levels without a state key are not state";
  if (rules.roomId === "create-event" && event.type === "m.room.create" && event.stateKey !== "")
    return "the state key of a create event is the empty string";
  return undefined;
}
