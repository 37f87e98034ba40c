/**
 * The room versions: the first in full, each later one as what it changes.
 * https://spec.matrix.org/v1.19/rooms/
 *
 * A new version is one record here, and its name in `RoomVersion` or `UnstableRoomVersion`. Clauses of the authorisation rules ask for its flags; see `rules/`.
 */
import { REDACTION_V1, REDACTION_V6, REDACTION_V8, REDACTION_V9, REDACTION_V11 } from "./redaction.js";
import type { AnyRoomVersion, RoomVersion, RoomVersionRules, UnstableRoomVersion } from "./rules.js";

type Stable = RoomVersionRules<RoomVersion>;

const V1: Stable = {
  version: "1",
  disposition: "stable",
  eventId: "chosen",
  roomId: "server",
  creators: "content",
  floatLevels: true,
  stringLevels: true,
  nullLevels: true,
  strictJson: false,
  idLength: "code-points",
  maxDepth: 2n ** 63n - 1n,
  keyValidity: false,
  redactsInContent: false,
  redactionRule: true,
  aliasRule: true,
  notificationLevels: false,
  knocking: false,
  restrictedJoins: false,
  knockRestricted: false,
  ownedState: false,
  stateResolution: "v1",
  redaction: REDACTION_V1,
};
const V2: Stable = { ...V1, version: "2", stateResolution: "v2" };
const V3: Stable = { ...V2, version: "3", redactionRule: false, eventId: "hash" };
const V4: Stable = { ...V3, version: "4", eventId: "hash-url-safe" };
const V5: Stable = { ...V4, version: "5", keyValidity: true };
const V6: Stable = {
  ...V5,
  version: "6",
  aliasRule: false,
  notificationLevels: true,
  strictJson: true,
  floatLevels: false,
  maxDepth: 2n ** 53n - 1n,
  redaction: REDACTION_V6,
};
const V7: Stable = { ...V6, version: "7", knocking: true };
const V8: Stable = { ...V7, version: "8", restrictedJoins: true, redaction: REDACTION_V8 };
const V9: Stable = { ...V8, version: "9", redaction: REDACTION_V9 };
const V10: Stable = {
  ...V9,
  version: "10",
  knockRestricted: true,
  stringLevels: false,
  nullLevels: false,
};
const V11: Stable = {
  ...V10,
  version: "11",
  idLength: "bytes",
  creators: "sender",
  redactsInContent: true,
  redaction: REDACTION_V11,
};
const V12: Stable = {
  ...V11,
  version: "12",
  roomId: "create-event",
  creators: "sender-and-additional",
  stateResolution: "v2.1",
};

/** The rules of every room version. */
export const ROOM_VERSIONS: Readonly<Record<RoomVersion, Stable>> = {
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

/** The rules of room versions that were tried out under names of their own. */
export const UNSTABLE_ROOM_VERSIONS: Readonly<
  Record<UnstableRoomVersion, RoomVersionRules<UnstableRoomVersion>>
> = {
  "org.matrix.hydra.11": { ...V12, version: "org.matrix.hydra.11", disposition: "unstable" },
  "org.matrix.msc3757.10": {
    ...V10,
    version: "org.matrix.msc3757.10",
    disposition: "unstable",
    ownedState: true,
  },
  "org.matrix.msc3757.11": {
    ...V11,
    version: "org.matrix.msc3757.11",
    disposition: "unstable",
    ownedState: true,
  },
};

const byName: ReadonlyMap<string, RoomVersionRules> = new Map<string, RoomVersionRules>([
  ...Object.entries(ROOM_VERSIONS),
  ...Object.entries(UNSTABLE_ROOM_VERSIONS),
]);

/** Whether text names a room version of the specification. */
export function isRoomVersion(text: unknown): text is RoomVersion {
  return typeof text === "string" && Object.hasOwn(ROOM_VERSIONS, text);
}

/** Whether text names a room version that was tried out under a name of its own. */
export function isUnstableRoomVersion(text: unknown): text is UnstableRoomVersion {
  return typeof text === "string" && Object.hasOwn(UNSTABLE_ROOM_VERSIONS, text);
}

/** The rules of a room version, or undefined for a name that the engine does not know. Rules are given back. */
export function roomVersionRules(version: string | RoomVersionRules): RoomVersionRules | undefined {
  if (typeof version === "string") return byName.get(version);
  return isRules(version) ? version : undefined;
}

/** A caller without types may pass any object: one that has no rules is a name that is not known, and not a room without any. */
function isRules(version: unknown): version is RoomVersionRules {
  return (
    typeof version === "object" &&
    version !== null &&
    "redaction" in version &&
    typeof version.redaction === "object" &&
    version.redaction !== null &&
    "stateResolution" in version
  );
}

/** The message about a room version that is not known. */
export function unknownVersion(version: unknown): string {
  const name = typeof version === "string" ? ` ${JSON.stringify(version.slice(0, 64))}` : "";
  return `the room version${name} is not known`;
}

/** The named error about a room version that the engine does not know, of functions that have no other way to say it. */
export class RoomVersionError extends Error {
  override readonly name = "RoomVersionError";
  readonly code = "room-version/unknown";
  constructor(version: unknown) {
    super(unknownVersion(version));
  }
}

/** The rules of a room version. Throws a `RoomVersionError` for a name that the engine does not know. */
export function knownRules(version: AnyRoomVersion): RoomVersionRules {
  const rules = roomVersionRules(version);
  if (rules === undefined) throw new RoomVersionError(version);
  return rules;
}
