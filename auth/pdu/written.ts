/** An event's canonical JSON in the forms that are kept, hashed and signed. They differ in few members, so each member is written once. */
import { digest } from "../digest.js";
import { canonicalEventJson, canonicalMembers } from "../json/canonical.js";
import type { JsonObject } from "../json/value.js";
import { isCovered, keptValue } from "../redact.js";
import type { RoomVersionRules } from "../room-version/rules.js";

/** Those forms, of an event as it was when it was read. */
export interface WrittenEvent {
  /** All of it, as it is kept. */
  readonly whole: string;
  /** The part that its reference hash and its signatures cover. */
  readonly covered: string;
  /** The hash that belongs in `hashes`, in unpadded base64. */
  readonly contentHash: string;
}

/** Writes an event. Throws a `JsonError` for one that has no canonical form in its room version. */
export function writeEvent(event: JsonObject, rules: RoomVersionRules): WrittenEvent {
  const { redaction } = rules;
  const whole: string[] = [];
  const covered: string[] = [];
  const hashed: string[] = [];
  canonicalMembers(event, { strict: rules.strictJson, floats: "kept" }, (key, written) => {
    whole.push(written);
    if (isHashed(key)) hashed.push(written);
    const value = redaction.topLevel.includes(key) && isCovered(key) ? event[key] : undefined;
    if (value === undefined) return;
    const kept = keptValue(event, key, value, redaction);
    covered.push(kept === value ? written : `"${key}":${canonicalEventJson(kept)}`);
  });
  // The hash, and not its text: thousands of events may wait for what comes next.
  return {
    whole: objectOf(whole),
    covered: objectOf(covered),
    contentHash: digest(objectOf(hashed), "base64"),
  };
}

function isHashed(key: string): boolean {
  return key !== "hashes" && key !== "signatures" && key !== "unsigned";
}

function objectOf(members: readonly string[]): string {
  return `{${members.join(",")}}`;
}
