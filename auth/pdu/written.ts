/** An event's canonical JSON in the forms that are kept, hashed and signed. They differ in few members, so each member is written once. */
import { digest } from "../digest.js";
import { canonicalEventJson, canonicalMembers } from "../json/canonical.js";
import type { JsonObject } from "../json/value.js";
import { referenceFrom } from "../redact.js";
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

const UNHASHED = ["hashes", "signatures", "unsigned"];

/** Writes an event. Throws a `JsonError` for one that has no canonical form in its room version. */
export function writeEvent(event: JsonObject, rules: RoomVersionRules): WrittenEvent {
  const members = canonicalMembers(event, { strict: rules.strictJson, floats: "kept" });
  const covered = referenceFrom(event, members, rules, canonicalEventJson);
  const whole = objectOf(members);
  for (const key of UNHASHED) members.delete(key);
  // The hash, and not its text: thousands of events may wait for what comes next.
  return { whole, covered, contentHash: digest(objectOf(members), "base64") };
}

function objectOf(members: ReadonlyMap<string, string>): string {
  return `{${[...members.values()].join(",")}}`;
}
