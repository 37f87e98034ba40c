/** The checks on receipt of an event, in their order (server-server API, "Checks performed on receipt of a PDU"). */
import { authorize, authorizeAgainstState } from "../authorize.js";
import type { JsonValue } from "../json/value.js";
import { type PduError, pduError } from "../pdu/error.js";
import { type ParsePduOptions, parsePdu, readPdu } from "../pdu/parse.js";
import { loadPdu, type Pdu } from "../pdu/pdu.js";
import { redact } from "../redact.js";
import type { AnyRoomVersion, RoomVersionRules } from "../room-version/rules.js";
import { knownRules, roomVersionRules } from "../room-version/table.js";
import type { StateLookup } from "../rules/clause.js";
import { type EventCheck, verifyEvent } from "../signing/event.js";
import type { ServerKey } from "../signing/keys.js";
import type { Verdict } from "../verdict.js";
import { listedBy } from "./listed-by.js";
import { keysNeededFor, type PduNeed } from "./needs.js";
import { lacksPolicySignature, type PolicyServer } from "./policy-server.js";
import { unwrittenFault } from "./unwritten.js";

/**
 * Known facts around an event. The check asks by name for what is left out, or answered with undefined. To say that there is
 * nothing, answer with something empty: no keys of a server, a state that holds no events.
 */
export interface PduKnowledge {
  /** The signing keys of a server. */
  readonly keysOf?: (server: string) => readonly ServerKey[] | undefined;
  /** An event that was received before, rejected ones included. */
  readonly events?: (eventId: string) => Pdu | undefined;
  /** Whether an event was rejected when it was received. The default is that none was. */
  readonly isRejected?: (eventId: string) => boolean;
  /** The state before the event: what the states after its `prev_events` resolve to. */
  readonly stateBefore?: (event: Pdu) => StateLookup | undefined;
  /** The state at the room's present forward extremities. The default skips the check, for events of the past. */
  readonly currentState?: StateLookup;
  /** The room's policy server, if it uses one. */
  readonly policyServer?: PolicyServer;
}

/** How an event is checked. Nothing is fetched here. */
export interface CheckPduContext extends PduKnowledge {
  readonly roomVersion: AnyRoomVersion;
  /** How to read the event. */
  readonly parse?: ParsePduOptions;
}

type FailedSignature = Extract<EventCheck, { ok: false }>;

/** An event that cannot be judged before something is known. */
export interface HeldPdu {
  readonly outcome: "held";
  readonly event: Pdu;
  readonly needs: PduNeed;
  /** The IDs of the events that are needed, if those are. */
  readonly missing: readonly string[];
  /** Goes on from here, without the checks that are done. What is given replaces what was known of the same kind. */
  readonly resume: (knowledge: PduKnowledge) => Receipt;
}

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
  /** Not to be judged before what it needs is known. */
  | HeldPdu;

function readEvent(input: string | JsonValue, context: CheckPduContext): ReturnType<typeof readPdu> {
  const { roomVersion, parse = {} } = context;
  const read =
    typeof input === "string" ? parsePdu(input, roomVersion, parse) : readPdu(input, roomVersion, parse);
  const rules = roomVersionRules(roomVersion);
  if (!read.ok || rules === undefined) return read;
  const fault = unwrittenFault(read.value, rules);
  return fault === undefined ? read : { ok: false, error: pduError("pdu/unwritten", fault) };
}

/** An event whose signatures are good. */
interface Signed {
  readonly event: Pdu;
  readonly redacted: boolean;
  readonly signedBy: ReadonlySet<string>;
}

/** The checks of one event. Each step ends in the next, in a receipt, or in what it needs. */
class PduCheck {
  readonly #rules: RoomVersionRules;
  readonly #known: PduKnowledge;

  constructor(rules: RoomVersionRules, known: PduKnowledge) {
    this.#rules = rules;
    this.#known = known;
  }

  /** Stops until more is known; then `next` is asked. */
  #hold(event: Pdu, needs: PduNeed, next: (check: PduCheck) => Receipt): HeldPdu {
    return {
      outcome: "held",
      event,
      needs,
      missing: needs.kind === "events" ? needs.eventIds : [],
      resume: (knowledge) => next(new PduCheck(this.#rules, { ...this.#known, ...knowledge })),
    };
  }

  /** 2 and 3: signatures and content hash. From then on, content that the hash does not cover is dropped. */
  signatures(received: Pdu): Receipt {
    const { keysOf } = this.#known;
    const keys = keysNeededFor(received, this.#rules).filter(({ server }) => keysOf?.(server) === undefined);
    if (keys.length > 0)
      return this.#hold(received, { kind: "keys", keys }, (check) => check.signatures(received));
    const checked = verifyEvent(received, this.#rules, (server) => keysOf?.(server) ?? []);
    if (!checked.ok) return { outcome: "dropped", check: "signatures", event: received, error: checked };
    const redacted = !checked.hashMatches;
    const event = redacted
      ? loadPdu(redact(received.json, this.#rules), this.#rules, received.eventId)
      : received;
    return this.listed({ event, redacted, signedBy: checked.signedBy });
  }

  /** 4: the rules, against what the event lists. */
  listed(signed: Signed): Receipt {
    const { event, redacted, signedBy } = signed;
    const { events, isRejected = () => false } = this.#known;
    const authEvents: Pdu[] = [];
    const eventIds: string[] = [];
    for (const id of new Set(listedBy(event, this.#rules))) {
      const known = events?.(id);
      if (known === undefined) eventIds.push(id);
      else authEvents.push(known);
    }
    if (eventIds.length > 0)
      return this.#hold(event, { kind: "events", eventIds }, (check) => check.listed(signed));
    const rejected = new Set(authEvents.map(({ eventId }) => eventId).filter(isRejected));
    const verdict = authorize(event, { roomVersion: this.#rules, authEvents, rejected, signedBy });
    if (!verdict.allowed) return { outcome: "rejected", check: "auth-events", event, redacted, verdict };
    const create = authEvents.find(({ type }) => type === "m.room.create");
    // Nothing is before a create event.
    if (event.type === "m.room.create") return this.#present(signed, create, verdict);
    return this.before(signed, create);
  }

  /** 5: the rules, against the state before. */
  before(signed: Signed, create: Pdu | undefined): Receipt {
    const { event, redacted } = signed;
    const state = this.#known.stateBefore?.(event);
    if (state === undefined) {
      const needs: PduNeed = { kind: "state-before", prevEventIds: event.prevEventIds };
      return this.#hold(event, needs, (check) => check.before(signed, create));
    }
    const verdict = this.#against(state, signed, create);
    if (!verdict.allowed) return { outcome: "rejected", check: "state-before", event, redacted, verdict };
    return this.#present(signed, create, verdict);
  }

  #against(state: StateLookup, { event, signedBy }: Signed, create: Pdu | undefined): Verdict {
    return authorizeAgainstState(event, { roomVersion: this.#rules, state, create, signedBy });
  }

  /** 6 and 7: the rules, against the present, and the room's policy server. */
  #present(signed: Signed, create: Pdu | undefined, before: Verdict): Receipt {
    const { event, redacted } = signed;
    const { currentState, policyServer } = this.#known;
    const now = currentState === undefined ? before : this.#against(currentState, signed, create);
    if (!now.allowed) {
      const reason = `${now.rule}: ${now.reason}`;
      return { outcome: "soft-failed", check: "current-state", event, redacted, reason };
    }
    if (policyServer !== undefined && lacksPolicySignature(event, this.#rules, policyServer)) {
      const reason = `${policyServer.server} has not signed the event`;
      return { outcome: "soft-failed", check: "policy-server", event, redacted, reason };
    }
    return { outcome: "accepted", event, redacted };
  }
}

/**
 * Checks an event that arrived as text, or as JSON that `parseJson` read. Where it has to know more, it says what (`held`, with
 * `needs`), and goes on from there when `resume` is called. Each step can be taken when it suits: with keys that were fetched,
 * with events and states that were loaded under a lock.
 */
export function checkPdu(input: string | JsonValue, context: CheckPduContext): Receipt {
  // 1: format.
  const read = readEvent(input, context);
  if (!read.ok) return { outcome: "dropped", check: "format", error: read.error };
  return new PduCheck(knownRules(context.roomVersion), context).signatures(read.value);
}
