/** Reading of power levels in each room version. */
import { JsonFloat, type JsonValue } from "../json/value.js";
import type { RoomVersionRules } from "../room-version/rules.js";

/** A power level. A creator's level in version 12 is `CREATOR_LEVEL`, above every integer. */
export type Level = number | bigint;

/** The infinite level: not below itself, above everything that an event can state. */
export const CREATOR_LEVEL: number = Number.POSITIVE_INFINITY;

// Digits with an optional sign and ASCII white space around them: anything wider is where servers would differ.
const DIGITS = /^[\t\n\v\f\r ]*([+-]?[0-9]+)[\t\n\v\f\r ]*$/;

function readString(text: string): Level | undefined {
  const digits = DIGITS.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value;
  const magnitude = BigInt(digits.replace(/^[+-]/, ""));
  return digits.startsWith("-") ? -magnitude : magnitude;
}

function readFloat(value: number): Level | undefined {
  return Number.isFinite(value) ? Math.trunc(value) : undefined;
}

/** Reads a power level; undefined for what is none in this room version. */
export function readLevel(value: JsonValue, rules: RoomVersionRules): Level | undefined {
  switch (typeof value) {
    case "number":
      if (Number.isInteger(value)) return value;
      return rules.floatLevels ? readFloat(value) : undefined;
    case "bigint":
      return value;
    case "string":
      return rules.stringLevels ? readString(value) : undefined;
    default:
      return value instanceof JsonFloat && rules.floatLevels ? readFloat(value.value) : undefined;
  }
}

/** Why a comparison cannot be made. */
export const UNREADABLE = "a power level that would have to be compared is not an integer";

/** Whether the first level is at least the second. Numbers and bigints compare by value. */
export function atLeast(level: Level | undefined, needed: Level | undefined): boolean | string {
  return level === undefined || needed === undefined ? UNREADABLE : level >= needed;
}

/** Whether the first level is above the second. */
export function above(level: Level | undefined, other: Level | undefined): boolean | string {
  return level === undefined || other === undefined ? UNREADABLE : level > other;
}

/** Both conditions, where either may be unknowable. The second is not asked when the first fails. */
export function both(first: boolean | string, second: () => boolean | string): boolean | string {
  return first === true ? second() : first;
}

/** The opposite; what is unknowable stays that. */
export function not(outcome: boolean | string): boolean | string {
  return typeof outcome === "string" ? outcome : !outcome;
}

/** A level for a sentence. */
export function levelText(level: Level | undefined): string {
  if (level === undefined) return "unreadable";
  return level === CREATOR_LEVEL ? "a creator's" : String(level);
}
