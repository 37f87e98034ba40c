/**
 * Room versions 1 to 12: the first in full, each later one as what it changes.
 * https://spec.matrix.org/v1.19/rooms/
 *
 * A new version is one record here, and its name in `RoomVersion`. Clauses of the authorisation rules ask for its flags; see `rules/`.
 */
import { REDACTION_V1, REDACTION_V6, REDACTION_V8, REDACTION_V9, REDACTION_V11 } from "./redaction.js";
import type { RoomVersion, RoomVersionRules } from "./rules.js";

const V1: RoomVersionRules = {
  version: "1",
  disposition: "stable",
  eventId: "chosen",
  roomId: "server",
  creators: "content",
  floatLevels: true,
  stringLevels: true,
  nullLevels: true,
  strictJson: false,
  maxDepth: 2n ** 63n - 1n,
  keyValidity: false,
  redactsInContent: false,
  redactionRule: true,
  aliasRule: true,
  notificationLevels: false,
  knocking: false,
  restrictedJoins: false,
  knockRestricted: false,
  stateResolution: "v1",
  redaction: REDACTION_V1,
};
const V2: RoomVersionRules = { ...V1, version: "2", stateResolution: "v2" };
const V3: RoomVersionRules = { ...V2, version: "3", redactionRule: false, eventId: "hash" };
const V4: RoomVersionRules = { ...V3, version: "4", eventId: "hash-url-safe" };
const V5: RoomVersionRules = { ...V4, version: "5", keyValidity: true };
const V6: RoomVersionRules = {
  ...V5,
  version: "6",
  aliasRule: false,
  notificationLevels: true,
  strictJson: true,
  floatLevels: false,
  maxDepth: 2n ** 53n - 1n,
  redaction: REDACTION_V6,
};
const V7: RoomVersionRules = { ...V6, version: "7", knocking: true };
const V8: RoomVersionRules = { ...V7, version: "8", restrictedJoins: true, redaction: REDACTION_V8 };
const V9: RoomVersionRules = { ...V8, version: "9", redaction: REDACTION_V9 };
const V10: RoomVersionRules = {
  ...V9,
  version: "10",
  knockRestricted: true,
  stringLevels: false,
  nullLevels: false,
};
const V11: RoomVersionRules = {
  ...V10,
  version: "11",
  creators: "sender",
  redactsInContent: true,
  redaction: REDACTION_V11,
};
const V12: RoomVersionRules = {
  ...V11,
  version: "12",
  roomId: "create-event",
  creators: "sender-and-additional",
  stateResolution: "v2.1",
};

/** The rules of every room version. */
export const ROOM_VERSIONS: Readonly<Record<RoomVersion, RoomVersionRules>> = {
  "1": V1,
  "2": V2,
  "3": V3,
  "4": V4,
  "5": V5,
  "6": V6,
  "7": V7,
  "8": V8,
  "9": V9,
  "10": V10,
  "11": V11,
  "12": V12,
};

const byName: ReadonlyMap<string, RoomVersionRules> = new Map(Object.entries(ROOM_VERSIONS));

/** Whether text names a room version that the engine knows. */
export function isRoomVersion(text: unknown): text is RoomVersion {
  return typeof text === "string" && Object.hasOwn(ROOM_VERSIONS, text);
}

/** The rules of a room version, or undefined for one that the engine does not know. */
export function roomVersionRules(text: string): RoomVersionRules | undefined {
  return byName.get(text);
}
