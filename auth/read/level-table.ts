/** A power-levels event as numbers, read once however often it is asked. */
import { isUserId } from "@knockgen/matrix/identifiers";
import { isJsonObject, type JsonObject, type JsonValue, own, ownIn } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { type Level, readLevel } from "./level.js";
import type { LevelMap, LevelTable, Read, ScalarLevel } from "./level-cache.js";

function readScalar(value: JsonValue | undefined, rules: RoomVersionRules): Read<Level> {
  return value === undefined ? undefined : (readLevel(value, rules) ?? null);
}

function readMap(value: JsonValue | undefined, rules: RoomVersionRules): Read<LevelMap> {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) return null;
  const map = new Map<string, Level | null>();
  for (const key of Object.keys(value)) {
    const entry = value[key];
    if (entry !== undefined) map.set(key, readLevel(entry, rules) ?? null);
  }
  return map;
}

/** Reads the content of a power-levels event. */
export function readLevels(content: JsonObject, rules: RoomVersionRules): LevelTable {
  const scalar = (name: ScalarLevel): Read<Level> => readScalar(own(content, name), rules);
  return {
    content,
    rules,
    scalars: {
      users_default: scalar("users_default"),
      events_default: scalar("events_default"),
      state_default: scalar("state_default"),
      ban: scalar("ban"),
      redact: scalar("redact"),
      kick: scalar("kick"),
      invite: scalar("invite"),
    },
    events: readMap(own(content, "events"), rules),
    notifications: readMap(own(content, "notifications"), rules),
    users: readMap(own(content, "users"), rules),
  };
}

/** The levels of a power-levels event; remembered with the event where it has a place for that. */
export function levelsOf(event: Pdu, rules: RoomVersionRules): LevelTable {
  const cache = event.levels;
  if (cache?.table?.rules === rules) return cache.table;
  const table = readLevels(event.content, rules);
  if (cache !== undefined) {
    cache.table = table;
    cache.usersFault = undefined;
    cache.changes = undefined;
  }
  return table;
}

/** Scalars whose `null` every server reads as missing; `null` in the other two splits servers, so it stays unreadable. */
const NULLABLE: ReadonlySet<ScalarLevel> = new Set(["users_default", "ban", "redact", "kick", "invite"]);

/** A level of the present state, where `null` counts as missing in the room versions that say so (O50). */
export function presentScalar({ content, rules, scalars }: LevelTable, name: ScalarLevel): Read<Level> {
  const read = scalars[name];
  const isIgnored = read === null && rules.nullLevels && NULLABLE.has(name) && own(content, name) === null;
  return isIgnored ? undefined : read;
}

/** As `presentScalar`, of a user or an event type; `null` also where the whole map is unreadable. */
export function presentEntry(table: LevelTable, map: "events" | "users", name: string): Read<Level> {
  const levels = table[map];
  if (levels === null) return null;
  const read = levels?.get(name);
  const isIgnored = read === null && table.rules.nullLevels && ownIn(own(table.content, map), name) === null;
  return isIgnored ? undefined : read;
}

function findUsersFault({ users }: LevelTable): string | null {
  // Read to the letter, its absence would be a fault too; no server takes it for one.
  if (users === undefined) return null;
  if (users === null) return "users is not an object";
  for (const [user, level] of users) {
    if (!isUserId(user)) return `users has a key that is not a user ID: ${JSON.stringify(user)}`;
    if (level === null) return `the level of ${user} is no integer`;
  }
  return null;
}

/** The first fault of `users`: not an object, a key that is not a user ID, or a value that is not a level. */
export function usersFaultOf(event: Pdu, rules: RoomVersionRules): string | undefined {
  const table = levelsOf(event, rules);
  const known = event.levels?.usersFault;
  if (known !== undefined) return known ?? undefined;
  const fault = findUsersFault(table);
  if (event.levels !== undefined) event.levels.usersFault = fault;
  return fault ?? undefined;
}
