/** Which levels a new power-levels event alters. */
import { tryCanonicalEventJson } from "../json/canonical.js";
import { type JsonValue, own, ownIn } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import { type LevelChange, type LevelChanges, type LevelTable, SCALAR_LEVELS } from "./level-cache.js";
import { levelsOf, presentEntry, presentScalar } from "./level-table.js";

function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const x = tryCanonicalEventJson(a);
  const y = tryCanonicalEventJson(b);
  return x.ok && y.ok && x.value === y.value;
}

/** Whether two levels are one: `50` and `" +050 "` are. A number and a bigint of one value are neither smaller. */
function sameLevel(a: LevelChange["before"], b: LevelChange["after"]): boolean {
  if (a === b) return a !== null;
  if (a === undefined || b === undefined || a === null || b === null) return false;
  return !(a < b) && !(a > b);
}

type MapName = "events" | "notifications" | "users";

/** Two equal unreadable values are not a change. */
function isSameOddity(before: LevelTable, after: LevelTable, map: MapName, name: string): boolean {
  return sameJson(ownIn(own(before.content, map), name), ownIn(own(after.content, map), name));
}

function present(before: LevelTable, map: MapName, name: string): LevelChange["before"] {
  return map === "notifications" ? before.notifications?.get(name) : presentEntry(before, map, name);
}

/** The changes between two maps of levels, added to `changes`: what is changed or added first, then what is gone. */
function collectChanges(before: LevelTable, after: LevelTable, map: MapName, changes: LevelChange[]): void {
  const old = before[map];
  const now = after[map];
  if (old === null || now === null) {
    // A map that is none can only be compared as a whole.
    if (!sameJson(own(before.content, map), own(after.content, map)))
      changes.push({ name: map, before: null, after: null });
    return;
  }
  for (const [name, level] of now ?? []) {
    const previous = present(before, map, name);
    if (sameLevel(previous, level) || (level === null && isSameOddity(before, after, map, name))) continue;
    changes.push({ name, before: previous, after: level });
  }
  for (const name of old?.keys() ?? []) {
    const level = now?.has(name) ? undefined : present(before, map, name);
    if (level !== undefined) changes.push({ name, before: level, after: undefined });
  }
}

/** Compares the present levels with new ones. */
function levelChanges(before: LevelTable, after: LevelTable): LevelChanges {
  const scalars: LevelChange[] = [];
  for (const name of SCALAR_LEVELS) {
    const old = presentScalar(before, name);
    const now = after.scalars[name];
    if (sameLevel(old, now)) continue;
    if (now !== null || !sameJson(own(before.content, name), own(after.content, name)))
      scalars.push({ name, before: old, after: now });
  }
  const entries: LevelChange[] = [];
  collectChanges(before, after, "events", entries);
  if (after.rules.notificationLevels) collectChanges(before, after, "notifications", entries);
  const users: LevelChange[] = [];
  collectChanges(before, after, "users", users);
  return { before, scalars, entries, users };
}

/**
 * Changes that a power-levels event makes to the present levels. On receipt an event is judged against three states, mostly
 * with the same present levels, so the answer is kept with the event where it has a place for that.
 */
export function levelChangesOf(event: Pdu, before: LevelTable): LevelChanges {
  const after = levelsOf(event, before.rules);
  const known = event.levels?.changes;
  if (known?.before === before) return known;
  const changes = levelChanges(before, after);
  if (event.levels !== undefined) event.levels.changes = changes;
  return changes;
}
