/** Which levels a new power-levels event alters. */
import { tryCanonicalJson } from "../json/canonical.js";
import { isJsonObject, type JsonObject, type JsonValue, own } from "../json/value.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { type Level, readLevel, UNREADABLE } from "./level.js";

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
export function levelChange(
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

/**
 * The first change in a map of levels that a test refuses. `UNREADABLE` if the test needs a level that is none, or
 * if what should be a map is none and has changed.
 */
export function refusedChange(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  rules: RoomVersionRules,
  side: "before" | "after",
  refuses: (level: Level, name: string) => boolean,
): LevelChange | typeof UNREADABLE | undefined {
  if ((before !== undefined && !isJsonObject(before)) || (after !== undefined && !isJsonObject(after))) {
    return before !== undefined && after !== undefined && sameJson(before, after) ? undefined : UNREADABLE;
  }
  const old: JsonObject = before ?? {};
  const now: JsonObject = after ?? {};
  for (const name of Object.keys(side === "before" ? old : now)) {
    const change = levelChange(name, own(old, name), own(now, name), rules);
    if (change === undefined) continue;
    // A change can be compared only if both of its sides are levels.
    if (change.before === null || change.after === null) return UNREADABLE;
    const level = change[side];
    if (level !== undefined && level !== null && refuses(level, name)) return change;
  }
  return undefined;
}
