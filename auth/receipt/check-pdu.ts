/** The checks on receipt of an event, in their order (server-server API, "Checks performed on receipt of a PDU"). */
import { authorize, authorizeAgainstState } from "../authorize.js";
import type { JsonValue } from "../json/value.js";
import { type PduError, pduError } from "../pdu/error.js";
import { type ParsePduOptions, parsePdu, readPdu } from "../pdu/parse.js";
import { loadPdu, type Pdu } from "../pdu/pdu.js";
import { redact } from "../redact.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules, roomVersionRules } from "../room-version/table.js";
import type { StateLookup } from "../rules/clause.js";
import { type EventCheck, verifyEvent } from "../signing/event.js";
import type { KeyLookup } from "../signing/keys.js";
import type { Verdict } from "../verdict.js";
import { lacksPolicySignature, type PolicyServer } from "./policy-server.js";
import { unwrittenFault } from "./unwritten.js";

/** Facts that a server has when an event arrives. Nothing is fetched here. */
export interface CheckPduContext {
  readonly roomVersion: AnyRoomVersion;
  /** The signing keys that are at hand. */
  readonly keysOf: KeyLookup;
  /** An event that was received before, rejected ones included. */
  readonly events: (eventId: string) => Pdu | undefined;
  /** Whether an event was rejected when it was received. */
  readonly isRejected: (eventId: string) => boolean;
  /** The state before the event: what the states after its `prev_events` resolve to. */
  readonly stateBefore: (event: Pdu) => StateLookup;
  /** The state at the room's present forward extremities. The default skips the check, for events of the past. */
  readonly currentState?: StateLookup;
  /** The room's policy server, if it uses one. */
  readonly policyServer?: PolicyServer;
  /** How to read the event. */
  readonly parse?: ParsePduOptions;
}

type FailedSignature = Extract<EventCheck, { ok: false }>;

/** Outcome of an event. */
export type Receipt =
  | { readonly outcome: "accepted"; readonly event: Pdu; readonly redacted: boolean }
  /** Accepted, but not to be built upon or shown. */
  | {
      readonly outcome: "soft-failed";
      readonly check: "current-state" | "policy-server";
      readonly event: Pdu;
      readonly redacted: boolean;
      readonly reason: string;
    }
  /** To be remembered as rejected. */
  | {
      readonly outcome: "rejected";
      readonly check: "auth-events" | "state-before";
      readonly event: Pdu;
      readonly redacted: boolean;
      readonly verdict: Verdict;
    }
  /** To be forgotten. */
  | { readonly outcome: "dropped"; readonly check: "format"; readonly error: PduError }
  | {
      readonly outcome: "dropped";
      readonly check: "signatures";
      readonly event: Pdu;
      readonly error: FailedSignature;
    }
  /** Not to be judged before these auth events are there. */
  | { readonly outcome: "held"; readonly event: Pdu; readonly missing: readonly string[] };

/** The events that an event lists, and in version 12 the create event that its room ID names. */
function authEventsOf(event: Pdu, context: CheckPduContext): { found: Pdu[]; missing: string[] } {
  const found: Pdu[] = [];
  const missing: string[] = [];
  const ids = [...new Set(event.authEventIds)];
  for (const id of ids) {
    const known = context.events(id);
    if (known === undefined) missing.push(id);
    else found.push(known);
  }
  const implied =
    knownRules(context.roomVersion).roomId === "create-event" && event.type !== "m.room.create";
  const create = implied ? context.events(`$${event.roomId.slice(1)}`) : undefined;
  if (create !== undefined && !ids.includes(create.eventId)) found.push(create);
  return { found, missing };
}

function readEvent(input: string | JsonValue, context: CheckPduContext): ReturnType<typeof readPdu> {
  const { roomVersion, parse = {} } = context;
  const read =
    typeof input === "string" ? parsePdu(input, roomVersion, parse) : readPdu(input, roomVersion, parse);
  const rules = roomVersionRules(roomVersion);
  if (!read.ok || rules === undefined) return read;
  const fault = unwrittenFault(read.value, rules);
  return fault === undefined ? read : { ok: false, error: pduError("pdu/unwritten", fault) };
}

/** Checks an event that arrived as text, or as JSON that `parseJson` read. */
export function checkPdu(input: string | JsonValue, context: CheckPduContext): Receipt {
  const { roomVersion, keysOf, isRejected, currentState, policyServer } = context;
  // 1: format.
  const read = readEvent(input, context);
  if (!read.ok) return { outcome: "dropped", check: "format", error: read.error };
  const received = read.value;
  // 2: signatures.
  const signatures = verifyEvent(received, roomVersion, keysOf);
  if (!signatures.ok) return { outcome: "dropped", check: "signatures", event: received, error: signatures };
  // 3: content hash. From here on, content that it does not cover is dropped.
  const redacted = !signatures.hashMatches;
  const event = redacted
    ? loadPdu(redact(received.json, roomVersion), roomVersion, received.eventId)
    : received;
  const { signedBy } = signatures;
  // 4: the rules, against what the event lists.
  const { found, missing } = authEventsOf(event, context);
  if (missing.length > 0) return { outcome: "held", event, missing };
  const rejected = new Set(found.map(({ eventId }) => eventId).filter(isRejected));
  const listed = authorize(event, { roomVersion, authEvents: found, rejected, signedBy });
  if (!listed.allowed) return { outcome: "rejected", check: "auth-events", event, redacted, verdict: listed };
  // 5: the rules, against the state before. Nothing is before a create event.
  const create = found.find(({ type }) => type === "m.room.create");
  const against = (state: StateLookup): Verdict =>
    authorizeAgainstState(event, { roomVersion, state, create, signedBy });
  const before = event.type === "m.room.create" ? listed : against(context.stateBefore(event));
  if (!before.allowed)
    return { outcome: "rejected", check: "state-before", event, redacted, verdict: before };
  // 6: the rules, against the present.
  const now = currentState === undefined ? before : against(currentState);
  if (!now.allowed)
    return {
      outcome: "soft-failed",
      check: "current-state",
      event,
      redacted,
      reason: `${now.rule}: ${now.reason}`,
    };
  // 7: the room's policy server.
  if (policyServer !== undefined && lacksPolicySignature(event, roomVersion, policyServer))
    return {
      outcome: "soft-failed",
      check: "policy-server",
      event,
      redacted,
      reason: `${policyServer.server} has not signed the event`,
    };
  return { outcome: "accepted", event, redacted };
}
