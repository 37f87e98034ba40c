/**
 * Room versions 1 to 12: the first in full, each later one as what it changes.
 * https://spec.matrix.org/v1.19/rooms/
 *
 * Clauses of the authorisation rules that a version adds or drops carry their range themselves; see `rules/`.
 */
import { REDACTION_V1, REDACTION_V6, REDACTION_V8, REDACTION_V9, REDACTION_V11 } from "./redaction.js";
import type { RoomVersion, RoomVersionRules } from "./rules.js";

const V1: RoomVersionRules = {
  version: "1",
  number: 1,
  eventId: "chosen",
  roomId: "server",
  creators: "content",
  floatLevels: true,
  stringLevels: true,
  strictJson: false,
  maxDepth: 2n ** 63n - 1n,
  keyValidity: false,
  redactsInContent: false,
  stateResolution: "v1",
  redaction: REDACTION_V1,
};
const V2: RoomVersionRules = { ...V1, version: "2", number: 2, stateResolution: "v2" };
/** Redactions are no longer judged by the authorisation rules. */
const V3: RoomVersionRules = { ...V2, version: "3", number: 3, eventId: "hash" };
const V4: RoomVersionRules = { ...V3, version: "4", number: 4, eventId: "hash-url-safe" };
const V5: RoomVersionRules = { ...V4, version: "5", number: 5, keyValidity: true };
/** Aliases are judged like any other event; `notifications` are compared. */
const V6: RoomVersionRules = {
  ...V5,
  version: "6",
  number: 6,
  strictJson: true,
  floatLevels: false,
  maxDepth: 2n ** 53n - 1n,
  redaction: REDACTION_V6,
};
/** Knocking. */
const V7: RoomVersionRules = { ...V6, version: "7", number: 7 };
/** Restricted joins. */
const V8: RoomVersionRules = { ...V7, version: "8", number: 8, redaction: REDACTION_V8 };
const V9: RoomVersionRules = { ...V8, version: "9", number: 9, redaction: REDACTION_V9 };
/** Knocking on restricted rooms. */
const V10: RoomVersionRules = { ...V9, version: "10", number: 10, stringLevels: false };
const V11: RoomVersionRules = {
  ...V10,
  version: "11",
  number: 11,
  creators: "sender",
  redactsInContent: true,
  redaction: REDACTION_V11,
};
const V12: RoomVersionRules = {
  ...V11,
  version: "12",
  number: 12,
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
