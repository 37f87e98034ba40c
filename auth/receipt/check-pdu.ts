/** The checks on receipt of an event, in their order (server-server API, "Checks performed on receipt of a PDU"). */
import { authorize, authorizeAgainstState } from "../authorize.js";
import type { JsonValue } from "../json/value.js";
import { type PduError, pduError } from "../pdu/error.js";
import { type ParsePduOptions, parsePdu, readPdu } from "../pdu/parse.js";
import { loadPdu, Pdu } from "../pdu/pdu.js";
import { redact } from "../redact.js";
import type { AnyRoomVersion, RoomVersionRules } from "../room-version/rules.js";
import { knownRules, roomVersionRules, unknownVersion } from "../room-version/table.js";
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
  /** The servers whose signatures were verified earlier, and the content hash with them: neither is looked at again. */
  readonly signedBy?: ReadonlySet<string>;
  /** The outcome of `verifyEvent`, or of `verifyEventsAside`, on this event: keys are not asked for then. */
  readonly signatures?: EventCheck | undefined;
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
  /** The servers whose signatures were verified; undefined as long as keys are needed. */
  readonly signedBy: ReadonlySet<string> | undefined;
  /** The IDs of the events that are needed, if those are. */
  readonly missing: readonly string[];
  /** Goes on from here, without the checks that are done. What is given replaces what was known of the same kind. */
  readonly resume: (knowledge: PduKnowledge) => Receipt;
}

/** Outcome of an event. */
export type Receipt =
  | {
      readonly outcome: "accepted";
      readonly event: Pdu;
      readonly redacted: boolean;
      readonly signedBy: ReadonlySet<string>;
    }
  /** Accepted, but not to be built upon or shown. */
  | {
      readonly outcome: "soft-failed";
      readonly check: "current-state" | "policy-server";
      readonly event: Pdu;
      readonly redacted: boolean;
      readonly signedBy: ReadonlySet<string>;
      readonly reason: string;
      /** Verdict by the present state; undefined if the policy server has not signed. */
      readonly verdict: Verdict | undefined;
    }
  /** To be remembered as rejected. */
  | {
      readonly outcome: "rejected";
      readonly check: "auth-events" | "state-before";
      readonly event: Pdu;
      readonly redacted: boolean;
      readonly signedBy: ReadonlySet<string>;
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

/** Of an event that was read before, the written form is not looked at again. */
function readEvent(input: string | JsonValue | Pdu, context: CheckPduContext): ReturnType<typeof readPdu> {
  const { roomVersion, parse = {} } = context;
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined)
    return { ok: false, error: pduError("pdu/room-version", unknownVersion(roomVersion)) };
  const read = readOnce(input, rules, parse);
  if (!read.ok) return read;
  const fault = unwrittenFault(read.value, rules);
  return fault === undefined ? read : { ok: false, error: pduError("pdu/unwritten", fault) };
}

function readOnce(
  input: string | JsonValue | Pdu,
  rules: RoomVersionRules,
  parse: ParsePduOptions,
): ReturnType<typeof readPdu> {
  if (input instanceof Pdu) return { ok: true, value: input };
  return typeof input === "string" ? parsePdu(input, rules, parse) : readPdu(input, rules, parse);
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
  #hold(
    event: Pdu,
    signedBy: ReadonlySet<string> | undefined,
    needs: PduNeed,
    next: (check: PduCheck) => Receipt,
  ): HeldPdu {
    return {
      outcome: "held",
      event,
      signedBy,
      needs,
      missing: needs.kind === "events" ? needs.eventIds : [],
      resume: (knowledge) => next(new PduCheck(this.#rules, { ...this.#known, ...knowledge })),
    };
  }

  /** 2 and 3: signatures and content hash. From then on, content that the hash does not cover is dropped. */
  signatures(received: Pdu): Receipt {
    const { keysOf, signedBy, signatures } = this.#known;
    if (signedBy !== undefined) return this.listed({ event: received, redacted: false, signedBy });
    if (signatures !== undefined) return this.#verified(received, signatures);
    const keys = keysNeededFor(received, this.#rules).filter(({ server }) => keysOf?.(server) === undefined);
    if (keys.length > 0)
      return this.#hold(received, undefined, { kind: "keys", keys }, (check) => check.signatures(received));
    return this.#verified(
      received,
      verifyEvent(received, this.#rules, (server) => keysOf?.(server) ?? []),
    );
  }

  #verified(received: Pdu, checked: EventCheck): Receipt {
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
      return this.#hold(event, signedBy, { kind: "events", eventIds }, (check) => check.listed(signed));
    const rejected = new Set(authEvents.map(({ eventId }) => eventId).filter(isRejected));
    const verdict = authorize(event, { roomVersion: this.#rules, authEvents, rejected, signedBy });
    if (!verdict.allowed)
      return { outcome: "rejected", check: "auth-events", event, redacted, signedBy, verdict };
    const create = authEvents.find(({ type }) => type === "m.room.create");
    // Nothing is before a create event.
    if (event.type === "m.room.create") return this.#present(signed, create, verdict);
    return this.before(signed, create);
  }

  /** 5: the rules, against the state before. */
  before(signed: Signed, create: Pdu | undefined): Receipt {
    const { event, redacted, signedBy } = signed;
    const state = this.#known.stateBefore?.(event);
    if (state === undefined) {
      const needs: PduNeed = { kind: "state-before", prevEventIds: event.prevEventIds };
      return this.#hold(event, signedBy, needs, (check) => check.before(signed, create));
    }
    const verdict = this.#against(state, signed, create);
    if (!verdict.allowed)
      return { outcome: "rejected", check: "state-before", event, redacted, signedBy, verdict };
    return this.#present(signed, create, verdict);
  }

  #against(state: StateLookup, { event, signedBy }: Signed, create: Pdu | undefined): Verdict {
    return authorizeAgainstState(event, { roomVersion: this.#rules, state, create, signedBy });
  }

  /** 6 and 7: the rules, against the present, and the room's policy server. */
  #present(signed: Signed, create: Pdu | undefined, before: Verdict): Receipt {
    const { event, redacted, signedBy } = signed;
    const { currentState, policyServer } = this.#known;
    const now = currentState === undefined ? before : this.#against(currentState, signed, create);
    if (!now.allowed) {
      const reason = `${now.rule}: ${now.reason}`;
      return {
        outcome: "soft-failed",
        check: "current-state",
        event,
        redacted,
        signedBy,
        reason,
        verdict: now,
      };
    }
    if (policyServer !== undefined && lacksPolicySignature(event, this.#rules, policyServer)) {
      const reason = `${policyServer.server} has not signed the event`;
      return {
        outcome: "soft-failed",
        check: "policy-server",
        event,
        redacted,
        signedBy,
        reason,
        verdict: undefined,
      };
    }
    return { outcome: "accepted", event, redacted, signedBy };
  }
}

/**
 * Checks an event that arrived as text, as JSON that `parseJson` read, or as an event that `readPdu` read,
 * whose form is taken to be right. Where it has to know more, it says what (`held`, with
 * `needs`), and goes on from there when `resume` is called. Each step can be taken when it suits: with keys that were fetched,
 * with events and states that were loaded under a lock.
 */
export function checkPdu(input: string | JsonValue | Pdu, context: CheckPduContext): Receipt {
  // 1: format.
  const read = readEvent(input, context);
  if (!read.ok) return { outcome: "dropped", check: "format", error: read.error };
  return new PduCheck(knownRules(context.roomVersion), context).signatures(read.value);
}
