/** Which levels a new power-levels event alters. */
import { tryCanonicalJson } from "../json/canonical.js";
import { isJsonObject, type JsonObject, type JsonValue, own } from "../json/value.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { type Level, readLevel } from "./level.js";
import { SCALAR_LEVELS } from "./power-levels.js";

/** A level before and after: undefined where it is not there, `null` where it is no level. */
export interface LevelChange {
  readonly name: string;
  readonly before: Level | null | undefined;
  readonly after: Level | null | undefined;
}

function sameJson(a: JsonValue, b: JsonValue): boolean {
  const x = tryCanonicalJson(a);
  const y = tryCanonicalJson(b);
  return x.ok && y.ok && x.value === y.value;
}

function sameLevel(a: Level, b: Level): boolean {
  // A number and a bigint of the same value are neither smaller.
  return !(a < b) && !(a > b);
}

function readSide(value: JsonValue | undefined, rules: RoomVersionRules): Level | null | undefined {
  return value === undefined ? undefined : (readLevel(value, rules) ?? null);
}

/** The change of one level, or undefined if it stays: `50` and `" +050 "` are the same, so are two equal oddities. */
function levelChange(
  name: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  rules: RoomVersionRules,
): LevelChange | undefined {
  if (before === after) return undefined;
  const old = readSide(before, rules);
  const now = readSide(after, rules);
  if (typeof old !== "object" && typeof now !== "object") {
    if (old !== undefined && now !== undefined && sameLevel(old, now)) return undefined;
  } else if (before !== undefined && after !== undefined && sameJson(before, after)) {
    return undefined;
  }
  return { name, before: old, after: now };
}

/** A map that is none, and has changed: nothing in it can be compared. */
function unreadable(name: string): LevelChange {
  return { name, before: null, after: null };
}

/** The changes between two maps of levels, added to `changes`: what is changed or added first, then what is gone. */
function collectChanges(
  map: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  rules: RoomVersionRules,
  changes: LevelChange[],
): void {
  if ((before !== undefined && !isJsonObject(before)) || (after !== undefined && !isJsonObject(after))) {
    if (before === undefined || after === undefined || !sameJson(before, after))
      changes.push(unreadable(map));
    return;
  }
  const old = before ?? NOTHING;
  const now = after ?? NOTHING;
  for (const name of Object.keys(now)) {
    const value = now[name];
    const previous = own(old, name);
    if (value === previous) continue;
    const change = levelChange(name, previous, value, rules);
    if (change !== undefined) changes.push(change);
  }
  for (const name of Object.keys(old)) {
    if (own(now, name) !== undefined) continue;
    const change = levelChange(name, old[name], undefined, rules);
    if (change !== undefined) changes.push(change);
  }
}

const NOTHING: JsonObject = {};

/** All that a power-levels event alters, by the kind of clause that asks. */
export interface LevelChanges {
  /** Defaults and levels of acts, in the specification's order. */
  readonly scalars: readonly LevelChange[];
  /** Entries of `events`, and from version 6 on of `notifications`. */
  readonly entries: readonly LevelChange[];
  readonly users: readonly LevelChange[];
}

/** Compares two contents of power-levels events. */
export function levelChanges(before: JsonObject, after: JsonObject, rules: RoomVersionRules): LevelChanges {
  const scalars: LevelChange[] = [];
  for (const name of SCALAR_LEVELS) {
    const change = levelChange(name, own(before, name), own(after, name), rules);
    if (change !== undefined) scalars.push(change);
  }
  const entries: LevelChange[] = [];
  collectChanges("events", own(before, "events"), own(after, "events"), rules, entries);
  if (rules.number >= 6)
    collectChanges(
      "notifications",
      own(before, "notifications"),
      own(after, "notifications"),
      rules,
      entries,
    );
  const users: LevelChange[] = [];
  collectChanges("users", own(before, "users"), own(after, "users"), rules, users);
  return { scalars, entries, users };
}
