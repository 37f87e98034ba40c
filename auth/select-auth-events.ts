/** Which events of the room state an event must list (server-server API, "Auth events selection"). */
import { type JsonValue, own, ownIn } from "./json/value.js";
import type { Pdu } from "./pdu/pdu.js";
import type { AnyRoomVersion, RoomVersionRules } from "./room-version/rules.js";
import { knownRules } from "./room-version/table.js";

/** A key of the room state. */
export type StateKey = readonly [type: string, stateKey: string];

/** Fields of an event that selection reads; a `Pdu` has them, and so does a draft. */
export interface SelectableEvent {
  readonly type: string;
  readonly sender: string;
  readonly stateKey?: string | undefined;
  readonly content: { readonly [key: string]: JsonValue };
}

/** The user who lets a member into a restricted room, if the event names one and the version looks at it. */
function authoriser(event: SelectableEvent, rules: RoomVersionRules): string | undefined {
  if (!rules.restrictedJoins || own(event.content, "membership") !== "join") return undefined;
  const user = own(event.content, "join_authorised_via_users_server");
  return typeof user === "string" ? user : undefined;
}

/** The token of the third-party invite that an invite answers, if it answers one. */
function inviteToken(event: SelectableEvent): string | undefined {
  if (own(event.content, "membership") !== "invite") return undefined;
  const token = ownIn(ownIn(own(event.content, "third_party_invite"), "signed"), "token");
  return typeof token === "string" ? token : undefined;
}

function readsJoinRules(membership: JsonValue | undefined): boolean {
  return membership === "join" || membership === "invite" || membership === "knock";
}

/** Whether selection picks the event at a key; the question of the rules, asked without building the list. */
export function isSelected(event: Pdu, rules: RoomVersionRules, type: string, stateKey: string): boolean {
  const isMember = event.type === "m.room.member";
  switch (type) {
    case "m.room.create":
      return stateKey === "" && rules.roomId === "server";
    case "m.room.power_levels":
      return stateKey === "";
    case "m.room.join_rules":
      return isMember && stateKey === "" && readsJoinRules(event.membership);
    case "m.room.third_party_invite":
      return isMember && inviteToken(event) === stateKey;
    case "m.room.member":
      if (stateKey === event.sender) return true;
      return isMember && (stateKey === event.stateKey || stateKey === authoriser(event, rules));
    default:
      return false;
  }
}

/**
 * The keys whose events in the current state belong in an event's `auth_events`, where the state has them. Create
 * events list none; in version 12 the create event is never listed.
 */
export function selectAuthEvents(event: SelectableEvent, roomVersion: AnyRoomVersion): StateKey[] {
  if (event.type === "m.room.create") return [];
  const rules = knownRules(roomVersion);
  const keys: StateKey[] = [];
  if (rules.roomId === "server") keys.push(["m.room.create", ""]);
  keys.push(["m.room.power_levels", ""], ["m.room.member", event.sender]);
  if (event.type !== "m.room.member") return keys;
  const { stateKey } = event;
  const users = [stateKey, authoriser(event, rules)];
  for (const [at, user] of users.entries()) {
    if (user !== undefined && user !== event.sender && users.indexOf(user) === at)
      keys.push(["m.room.member", user]);
  }
  if (readsJoinRules(own(event.content, "membership"))) keys.push(["m.room.join_rules", ""]);
  const token = inviteToken(event);
  if (token !== undefined) keys.push(["m.room.third_party_invite", token]);
  return keys;
}
