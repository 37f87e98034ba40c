/** Initial events of a new room. */
import { type JsonObject, ROOM_VERSIONS, type RoomVersion } from "@knockgen/auth";

/** The bundles of settings that clients name. */
export type Preset = "private_chat" | "public_chat" | "trusted_private_chat";

/** A piece of state. */
export interface InitialState {
  readonly type: string;
  readonly stateKey: string;
  readonly content: JsonObject;
}

/** Join rule, history visibility and guest access of a preset. */
export function presetState(preset: Preset): InitialState[] {
  const open = preset === "public_chat";
  return [
    { type: "m.room.join_rules", stateKey: "", content: { join_rule: open ? "public" : "invite" } },
    { type: "m.room.history_visibility", stateKey: "", content: { history_visibility: "shared" } },
    { type: "m.room.guest_access", stateKey: "", content: { guest_access: open ? "forbidden" : "can_join" } },
  ];
}

/** The power levels of a new room. Creators of version 12 have theirs without being named. */
export function initialPowerLevels(
  version: RoomVersion,
  preset: Preset,
  creator: string,
  trusted: readonly string[],
): JsonObject {
  const infinite = ROOM_VERSIONS[version].creators === "sender-and-additional";
  const users = infinite ? [] : [creator, ...trusted];
  return {
    users: Object.fromEntries(users.map((user) => [user, 100])),
    users_default: 0,
    events: {
      "m.room.name": 50,
      "m.room.avatar": 50,
      "m.room.canonical_alias": 50,
      "m.room.power_levels": 100,
      "m.room.history_visibility": 100,
      "m.room.server_acl": 100,
      "m.room.encryption": 100,
      "m.room.tombstone": infinite ? 150 : 100,
    },
    events_default: 0,
    state_default: 50,
    ban: 50,
    kick: 50,
    redact: 50,
    invite: preset === "public_chat" ? 50 : 0,
  };
}
