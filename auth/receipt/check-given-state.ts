/** A room as another server gives it, in answers to `/state` and `/send_join`: the part that is good, and what is not. */
import { isJsonObject, type JsonValue } from "../json/value.js";
import { readPdu } from "../pdu/parse.js";
import { loadPdu, type Pdu } from "../pdu/pdu.js";
import { redact } from "../redact.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { verifyEvent } from "../signing/event.js";
import type { KeyLookup } from "../signing/keys.js";
import { rejectedAmong, type VerifiedEvent } from "./judge-chain.js";
import { listedBy } from "./listed-by.js";

/** The events of an answer, parsed by `parseJson`. */
export interface GivenState {
  readonly state: readonly JsonValue[];
  readonly authChain: readonly JsonValue[];
}

/** The room that the events have to be of, and the keys to check them with. */
export interface GivenStateContext {
  readonly roomVersion: AnyRoomVersion;
  readonly roomId: string;
  /** The signing keys that are at hand; events of other servers are dropped. */
  readonly keysOf: KeyLookup;
}

/** An event that was left out, and why. */
export interface DroppedEvent {
  readonly event: JsonValue;
  readonly reason: string;
}

/** The usable part of an answer. */
export interface CheckedState {
  /** Well-formed, well-signed state events that the rules allow; of several with one key the first. */
  readonly state: readonly Pdu[];
  /** The room's create event, without which the answer is worth nothing. */
  readonly create: Pdu | undefined;
  /** Everything that is well-formed and well-signed, rejected events included, by ID. */
  readonly events: ReadonlyMap<string, Pdu>;
  /** IDs of those among `events` that the rules refuse. */
  readonly rejected: ReadonlySet<string>;
  /** IDs of auth events that some event lists and the answer lacks. */
  readonly missing: readonly string[];
  readonly dropped: readonly DroppedEvent[];
}

/** Reads and verifies one event; a text says why it is left out. */
function verified(
  json: JsonValue,
  { roomVersion, roomId, keysOf }: GivenStateContext,
): VerifiedEvent | string {
  if (!isJsonObject(json)) return "it is not an object";
  const read = readPdu(json, roomVersion, { anyCounts: true });
  if (!read.ok) return read.error.message;
  const { value: event } = read;
  if (event.roomId !== roomId) return "it is of another room";
  const check = verifyEvent(event, roomVersion, keysOf);
  if (!check.ok) return check.message;
  // Content that the hash does not cover is dropped.
  const kept = check.hashMatches ? event : loadPdu(redact(json, roomVersion), roomVersion, event.eventId);
  return { event: kept, signedBy: check.signedBy };
}

function missingFrom(events: ReadonlyMap<string, VerifiedEvent>, version: AnyRoomVersion): string[] {
  const listed = [...events.values()].flatMap(({ event }) => listedBy(event, version));
  return [...new Set(listed)].filter((id) => !events.has(id));
}

/**
 * Checks an answer to `/state` or `/send_join` whole: form, room, signatures, hashes, and for each event the rules
 * against the events that it lists. An event whose auth events are missing is rejected, so fetch `missing` and ask again.
 */
export function checkGivenState(given: GivenState, context: GivenStateContext): CheckedState {
  const dropped: DroppedEvent[] = [];
  const all = new Map<string, VerifiedEvent>();
  const read = (jsons: readonly JsonValue[]): Pdu[] =>
    jsons.flatMap((json) => {
      const result = verified(json, context);
      if (typeof result === "string") {
        dropped.push({ event: json, reason: result });
        return [];
      }
      all.set(result.event.eventId, result);
      return [result.event];
    });
  read(given.authChain);
  const stated = read(given.state);
  const rejected = rejectedAmong(all, context.roomVersion);
  const taken = new Set<string>();
  const state = stated.filter(({ eventId, type, stateKey }) => {
    const key = JSON.stringify([type, stateKey]);
    if (stateKey === undefined || rejected.has(eventId) || taken.has(key)) return false;
    taken.add(key);
    return true;
  });
  return {
    state,
    create: state.find(({ type }) => type === "m.room.create"),
    events: new Map([...all].map(([id, { event }]) => [id, event])),
    rejected,
    missing: missingFrom(all, context.roomVersion),
    dropped,
  };
}
