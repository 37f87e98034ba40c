/** A room as another server gives it, in answers to `/state` and `/send_join`: the part that is good, and what is not. */
import { isJsonObject, type JsonValue } from "../json/value.js";
import { type ParsePduOptions, readPdu } from "../pdu/parse.js";
import { loadPdu, type Pdu } from "../pdu/pdu.js";
import { redact } from "../redact.js";
import type { AnyRoomVersion, RoomVersionRules } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import { verifyEvent } from "../signing/event.js";
import type { KeyLookup } from "../signing/keys.js";
import { rejectedAmong, type VerifiedEvent } from "./judge-chain.js";
import { listedBy } from "./listed-by.js";
import { rootOf } from "./root.js";
import { unwrittenFault } from "./unwritten.js";

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
  /** How to read the events. Of `prev_events` and `auth_events` any number counts. */
  readonly parse?: ParsePduOptions;
}

/** An event that was left out, and why. */
export interface DroppedEvent {
  readonly event: JsonValue;
  readonly reason: string;
}

/** The usable part of an answer. */
export interface CheckedState {
  /**
   * Well-formed, well-signed state events that the rules allow; of several with one key the first, but of create
   * events the one that `create` is.
   */
  readonly state: readonly Pdu[];
  /** The create event on which the rest of the state rests, though only the auth chain have it; without one the answer is worth nothing. */
  readonly create: Pdu | undefined;
  /** Everything that is well-formed and well-signed, rejected events included, by ID. */
  readonly events: ReadonlyMap<string, Pdu>;
  /** IDs of those among `events` that the rules refuse. */
  readonly rejected: ReadonlySet<string>;
  /** IDs of auth events that some event lists and the answer lacks. */
  readonly missing: readonly string[];
  readonly dropped: readonly DroppedEvent[];
}

/** An event whose signatures are good; redacted if its hash is not. */
interface Read extends VerifiedEvent {
  readonly redacted: boolean;
}

/** Reads and verifies one event; a text says why it is left out. */
function verified(json: JsonValue, context: GivenStateContext, rules: RoomVersionRules): Read | string {
  const { roomVersion, roomId, keysOf, parse } = context;
  if (!isJsonObject(json)) return "it is not an object";
  const read = readPdu(json, roomVersion, { ...parse, anyCounts: true });
  if (!read.ok) return read.error.message;
  const { value: event } = read;
  const fault = unwrittenFault(event, rules);
  if (fault !== undefined) return fault;
  if (event.roomId !== roomId) return "it is of another room";
  const check = verifyEvent(event, roomVersion, keysOf);
  if (!check.ok) return check.message;
  // Content that the hash does not cover is dropped.
  const redacted = !check.hashMatches;
  const kept = redacted ? loadPdu(redact(json, roomVersion), roomVersion, event.eventId) : event;
  return { event: kept, signedBy: check.signedBy, redacted };
}

function missingFrom(events: ReadonlyMap<string, VerifiedEvent>, version: AnyRoomVersion): string[] {
  const listed = [...events.values()].flatMap(({ event }) => listedBy(event, version));
  return [...new Set(listed)].filter((id) => !events.has(id));
}

/**
 * Checks an answer to `/state` or `/send_join` whole: form, room, signatures, hashes, and for each event the rules
 * against the events that it lists. An event whose auth events are missing is rejected, so fetch `missing` and ask again.
 * Throws a `RoomVersionError` for a version that the engine does not know.
 */
export function checkGivenState(given: GivenState, context: GivenStateContext): CheckedState {
  const { roomVersion } = context;
  const rules = knownRules(roomVersion);
  const dropped: DroppedEvent[] = [];
  const all = new Map<string, Read>();
  const read = (jsons: readonly JsonValue[]): string[] =>
    jsons.flatMap((json) => {
      const result = verified(json, context, rules);
      if (typeof result === "string") {
        dropped.push({ event: json, reason: result });
        return [];
      }
      const { eventId } = result.event;
      // Of an event that came twice, the whole one tells more than what is left of a damaged one.
      if (all.get(eventId)?.redacted !== false) all.set(eventId, result);
      return [eventId];
    });
  read(given.authChain);
  const stated = new Set(read(given.state));
  const rejected = rejectedAmong(all, roomVersion);
  const good = [...stated].flatMap((id) => (rejected.has(id) ? [] : (all.get(id)?.event ?? [])));
  const events = new Map([...all].map(([id, { event }]) => [id, event]));
  const create = rootOf(good, {
    roomVersion,
    events: (id) => events.get(id),
    isRejected: (id) => rejected.has(id),
  });
  return {
    state: firstOfEach(create === undefined || stated.has(create.eventId) ? good : [...good, create], create),
    create,
    events,
    rejected,
    missing: missingFrom(all, roomVersion),
    dropped,
  };
}

/** State events, of several with one key the first, and of create events only that one. */
function firstOfEach(events: readonly Pdu[], create: Pdu | undefined): Pdu[] {
  const taken = new Set<string>();
  return events.filter((event) => {
    const { type, stateKey } = event;
    const key = JSON.stringify([type, stateKey]);
    if (stateKey === undefined || taken.has(key)) return false;
    if (type === "m.room.create" && stateKey === "" && event !== create) return false;
    taken.add(key);
    return true;
  });
}
