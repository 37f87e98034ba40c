/** Events of our own, from what they say to what is sent: auth events, place, hash, signature, ID, and every check. */
import { authorize, authorizeAgainstState } from "./authorize.js";
import { draftFault, type EventDraft, withTarget } from "./event-draft.js";
import { eventId as idOf, referenceHash } from "./hash.js";
import { tryCanonicalEventJson } from "./json/canonical.js";
import type { JsonArray, JsonObject } from "./json/value.js";
import { type PduError, pduError } from "./pdu/error.js";
import { readPdu } from "./pdu/parse.js";
import { loadPdu, type Pdu } from "./pdu/pdu.js";
import { MAX_EVENT_BYTES, MAX_PREV_EVENTS, TOO_LARGE, takesMoreThan } from "./pdu/size.js";
import { unwrittenFault } from "./receipt/unwritten.js";
import type { AnyRoomVersion } from "./room-version/rules.js";
import { knownRules, roomVersionRules, unknownVersion } from "./room-version/table.js";
import type { StateLookup } from "./rules/clause.js";
import { selectAuthEvents } from "./select-auth-events.js";
import { requiredSigners, signEvent } from "./signing/event.js";
import { signaturesOf } from "./signing/json.js";
import type { KeyPair } from "./signing/keys.js";
import type { Verdict } from "./verdict.js";

/** The place of a new event in its room. */
export interface EventPlace {
  readonly roomVersion: AnyRoomVersion;
  /** The room's state at the extremities; empty for a create event. */
  readonly state: StateLookup;
  /** The room's forward extremities, which the event follows; of more than 20 the last ones. Empty for a create event, and for no other. */
  readonly extremities: readonly Pdu[];
  /** The default is that of the room's create event. A create event needs it before version 12, and has none from then on. */
  readonly roomId?: string | undefined;
  /** In milliseconds since 1970. */
  readonly originServerTs: number;
  /** The default is one more than the greatest depth of the extremities. */
  readonly depth?: number | undefined;
}

/** Everything that an event of ours needs. */
export interface BuildContext extends EventPlace {
  readonly server: string;
  /** The key that signs, or a function that gives a copy of the event with its content hash and signature. */
  readonly signer: KeyPair | ((event: JsonObject, roomVersion: AnyRoomVersion) => JsonObject);
  /** The event's ID, which versions 1 and 2 leave to the sender: `$opaque:server`. Required there, and unused later. */
  readonly eventId?: string | undefined;
}

/** The event, or why it cannot be sent: its form or size, or a clause of the rules. */
export type BuiltEvent =
  | { readonly ok: true; readonly event: Pdu }
  | { readonly ok: false; readonly check: "format"; readonly error: PduError }
  | { readonly ok: false; readonly check: "rules"; readonly verdict: Refusal; readonly event: Pdu };

type Refusal = Extract<Verdict, { readonly allowed: false }>;

/** Versions 1 and 2 name events by an ID and hashes. */
function references(events: readonly Pdu[], version: AnyRoomVersion): JsonArray {
  if (knownRules(version).eventId !== "chosen") return events.map(({ eventId }) => eventId);
  return events.map((event) => [event.eventId, { sha256: referenceHash(event.json, version) }]);
}

function once(events: readonly Pdu[]): readonly Pdu[] {
  return [...new Map(events.map((event) => [event.eventId, event])).values()];
}

function depthAfter(extremities: readonly Pdu[]): number {
  const deepest = extremities.reduce((most, { depth }) => Math.max(most, Number(depth)), 0);
  return deepest + 1;
}

function authEventsOf(draft: EventDraft, { roomVersion, state }: EventPlace): readonly Pdu[] {
  return selectAuthEvents(draft, roomVersion).flatMap(([type, stateKey]) => state(type, stateKey) ?? []);
}

/** An event without hashes, signatures and ID. */
export type EventTemplate<Content extends JsonObject = JsonObject> = {
  readonly type: string;
  readonly sender: string;
  readonly content: Content;
  readonly origin_server_ts: number;
  readonly depth: number;
  readonly prev_events: JsonArray;
  readonly auth_events: JsonArray;
  /** Missing in a create event from version 12 on. */
  readonly room_id?: string;
  readonly state_key?: string;
  readonly redacts?: string;
  readonly origin?: string;
};

/** The event as `make_knock` and its like answer it. */
export function eventTemplate<Content extends JsonObject>(
  draft: EventDraft & { readonly content: Content },
  place: EventPlace,
): EventTemplate<Content> {
  const { roomVersion, extremities, originServerTs } = place;
  const roomId = place.roomId ?? place.state("m.room.create", "")?.roomId;
  const isRoot = knownRules(roomVersion).roomId === "create-event" && draft.type === "m.room.create";
  return {
    type: draft.type,
    sender: draft.sender,
    content: draft.content,
    origin_server_ts: originServerTs,
    depth: Math.min(place.depth ?? depthAfter(extremities), Number.MAX_SAFE_INTEGER),
    prev_events: references(once(extremities).slice(-MAX_PREV_EVENTS), roomVersion),
    auth_events: references(authEventsOf(draft, place), roomVersion),
    ...(roomId !== undefined && !isRoot && { room_id: roomId }),
    ...(draft.stateKey !== undefined && { state_key: draft.stateKey }),
    ...(draft.redacts !== undefined && { redacts: draft.redacts }),
    ...(draft.origin !== undefined && { origin: draft.origin }),
  };
}

/** Makes an event of ours and checks it as its receivers will; nothing is thrown for what a draft can hold. */
export function buildEvent(draft: EventDraft, context: BuildContext): BuiltEvent {
  const { roomVersion, server, signer, state } = context;
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined)
    return {
      ok: false,
      check: "format",
      error: pduError("pdu/room-version", unknownVersion(roomVersion)),
    };
  const formFault = draftFault(draft);
  if (formFault !== undefined)
    return { ok: false, check: "format", error: pduError("pdu/field-type", formFault) };
  const placeFault = faultOfPlace(draft, context);
  if (placeFault !== undefined) return { ok: false, check: "format", error: placeFault };
  const template = eventTemplate(withTarget(draft, rules), context);
  const named = rules.eventId === "chosen" ? { ...template, event_id: context.eventId ?? "" } : template;
  // Before it is encoded: an object that holds one and the same part in many places has no end of text.
  if (takesMoreThan(named, MAX_EVENT_BYTES)) return { ok: false, check: "format", error: TOO_LARGE };
  const form = tryCanonicalEventJson(named);
  if (!form.ok)
    return { ok: false, check: "format", error: pduError("pdu/not-canonical", form.error.message) };
  const json =
    typeof signer === "function" ? signer(named, roomVersion) : signEvent(named, roomVersion, server, signer);
  const event = loadPdu(json, roomVersion, idOf(json, roomVersion));
  const read = readPdu(json, roomVersion, { eventId: event.eventId });
  if (!read.ok) return { ok: false, check: "format", error: read.error };
  const unsigned = requiredSigners(event, rules).find((each) => signaturesOf(json, each).length === 0);
  if (unsigned !== undefined) {
    const message = `${unsigned} has to sign the event, and ${server} signs`;
    return { ok: false, check: "format", error: pduError("pdu/field-missing", message, "signatures") };
  }
  const fault = unwrittenFault(event, rules);
  if (fault !== undefined) return { ok: false, check: "format", error: pduError("pdu/unwritten", fault) };
  const verdict = verdictOn(event, draft, context, state("m.room.create", ""));
  return verdict.allowed ? { ok: true, event } : { ok: false, check: "rules", verdict, event };
}

/** Others cannot tell the state before an event that follows nothing, or something of another room (O17). */
function faultOfPlace({ type }: EventDraft, { extremities, state }: EventPlace): PduError | undefined {
  if (type === "m.room.create") return undefined;
  if (extremities.length === 0)
    return pduError("pdu/field-missing", "only a create event follows no other", "prev_events");
  const roomId = state("m.room.create", "")?.roomId;
  const other = roomId !== undefined && extremities.find((event) => event.roomId !== roomId);
  return other
    ? pduError("pdu/field-type", `the extremity ${other.eventId} is of another room`, "prev_events")
    : undefined;
}

function verdictOn(event: Pdu, draft: EventDraft, context: BuildContext, create: Pdu | undefined): Verdict {
  const { roomVersion, state } = context;
  const listed = authEventsOf(draft, context);
  const authEvents = create === undefined || listed.includes(create) ? listed : [...listed, create];
  const verdict = authorize(event, { roomVersion, authEvents });
  if (!verdict.allowed || draft.type === "m.room.create") return verdict;
  return authorizeAgainstState(event, { roomVersion, state, create });
}
