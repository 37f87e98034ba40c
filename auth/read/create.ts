/** Fields of a create event that the rules read. */
import { isJsonArray, own } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersionRules } from "../room-version/rules.js";

/** Whether a user is the creator whose first join is allowed, and who has level 100 without a power-levels event. */
export function isFirstCreator(create: Pdu | undefined, user: string, rules: RoomVersionRules): boolean {
  if (create === undefined) return false;
  return (rules.creators === "content" ? own(create.content, "creator") : create.sender) === user;
}

/** Whether a user's level is infinite: version 12, the sender of the create event or an additional creator. */
export function hasInfiniteLevel(create: Pdu | undefined, user: string, rules: RoomVersionRules): boolean {
  if (create === undefined || rules.creators !== "sender-and-additional") return false;
  if (create.sender === user) return true;
  const more = own(create.content, "additional_creators");
  return isJsonArray(more) && more.includes(user);
}

/** All users whose level is infinite: for long lists that have to be compared with each other. */
export function infiniteUsers(create: Pdu | undefined, rules: RoomVersionRules): readonly string[] {
  if (create === undefined || rules.creators !== "sender-and-additional") return [];
  const more = own(create.content, "additional_creators");
  const named = isJsonArray(more) ? more.filter((user) => typeof user === "string") : [];
  return [create.sender, ...named];
}

/** Whether the room is closed to other servers: only the JSON literal `false` closes it. */
export function isUnfederated(create: Pdu): boolean {
  return own(create.content, "m.federate") === false;
}
