/** Says whether redaction may be why an event or a content lacks what its type requires. */
import { redact } from "@knockgen/auth/room-versions";
import { isRedacted, type LocatedEvent } from "@knockgen/matrix/runtime/inspect-events";
import { typeOfEvent } from "./located-events.js";

/** Room versions that redact most and least: what is left in one of them may be all that is left of an event. */
const VERSIONS = ["1", "11"] as const;

/** Keywords by which a content lacks something, rather than holds something wrong. */
const LACKS = new Set(["required", "dependentRequired", "minProperties", "anyOf", "oneOf"]);

/** Whether redaction may be why a content does not fit its type. What it has left is as it was. */
export function isExcused(located: LocatedEvent, keyword: string): boolean {
  const { value } = located;
  if (typeof value === "object" && value !== null && isRedacted({ ...value })) return true;
  return LACKS.has(keyword) && mayBeRedacted(located);
}

/** The same of a content without its event, which does not say whether it was redacted. */
export function isContentExcused(type: string, content: unknown, keyword: string): boolean {
  return LACKS.has(keyword) && typeof content === "object" && content !== null && isOnlyKept(type, content);
}

/**
 * Whether what is left of an event may be what redaction leaves. Between servers nothing in the event says so, but its
 * content then has no other members than redaction keeps.
 */
export function mayBeRedacted({ place, value }: LocatedEvent): boolean {
  if (typeof value !== "object" || value === null) return false;
  const event: { readonly [name: string]: unknown } = { ...value };
  if (isRedacted(event)) return true;
  const { content } = event;
  if ((place.form !== "pdu" && !("hashes" in value)) || typeof content !== "object" || content === null)
    return false;
  return isOnlyKept(typeOfEvent(value) ?? "", content);
}

/** Whether a content has no other members than redaction keeps. */
function isOnlyKept(type: string, content: object): boolean {
  const members = Object.keys(content).length;
  const bare = { type, content: Object.fromEntries(Object.keys(content).map((name) => [name, true])) };
  return VERSIONS.some((version) => {
    const left = redact(bare, version).content;
    return typeof left === "object" && left !== null && Object.keys(left).length === members;
  });
}
