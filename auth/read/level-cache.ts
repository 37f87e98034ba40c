/** The form of a power-levels event as numbers, and the place where an event keeps it once it has been read. */
import type { JsonObject } from "../json/value.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import type { Level } from "./level.js";

/** The seven levels that stand directly in the content. */
export const SCALAR_LEVELS = [
  "users_default",
  "events_default",
  "state_default",
  "ban",
  "redact",
  "kick",
  "invite",
] as const;

/** The name of a level that stands directly in the content. */
export type ScalarLevel = (typeof SCALAR_LEVELS)[number];

/** Levels by name; `null` is a value that is not a level. */
export type LevelMap = ReadonlyMap<string, Level | null>;

/** Value of a field: undefined if missing, `null` if it has the wrong type. */
export type Read<T> = T | null | undefined;

/** A level before and after: undefined if missing, `null` if not a level. */
export interface LevelChange {
  readonly name: string;
  readonly before: Level | null | undefined;
  readonly after: Level | null | undefined;
}

/** The content of a power-levels event, read by the rules of a room version. */
export interface LevelTable {
  readonly content: JsonObject;
  readonly rules: RoomVersionRules;
  readonly scalars: Readonly<Record<ScalarLevel, Read<Level>>>;
  readonly events: Read<LevelMap>;
  readonly notifications: Read<LevelMap>;
  readonly users: Read<LevelMap>;
}

/**
 * Where a `Pdu` keeps its table. No literal: engines allocate those among the old objects once most have lasted, and
 * from there a cache of an event that is soon dropped would keep all that it points to until the next full collection.
 */
export class LevelCache {
  table: LevelTable | undefined = undefined;
  /** The first fault of `users`, `null` for none, undefined before anyone has looked. */
  usersFault: Read<string> = undefined;
  /** Changes of the event against the table that was compared last. */
  changes: LevelChanges | undefined = undefined;
}

/** All that a power-levels event alters, by the kind of clause that asks. */
export interface LevelChanges {
  /** The levels that were compared with. */
  readonly before: LevelTable;
  /** Defaults and levels of acts, in the specification's order. */
  readonly scalars: readonly LevelChange[];
  /** Entries of `events`, and from version 6 on of `notifications`. */
  readonly entries: readonly LevelChange[];
  readonly users: readonly LevelChange[];
}
