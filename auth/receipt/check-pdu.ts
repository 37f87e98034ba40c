/** The checks on receipt of an event, in their order (server-server API, "Checks performed on receipt of a PDU"). */
import { authorize, authorizeAgainstState } from "../authorize.js";
import type { JsonValue } from "../json/value.js";
import { loadPdu, type Pdu } from "../pdu/pdu.js";
import { redact } from "../redact.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import type { StateLookup } from "../rules/clause.js";
import { type EventCheck, verifyEvent } from "../signing/event.js";
import type { Verdict } from "../verdict.js";
import { listedBy } from "./listed-by.js";
import { keysNeededFor, type PduNeed } from "./needs.js";
import type { CheckPduContext, PduKnowledge } from "./pdu-knowledge.js";
import { lacksPolicySignature } from "./policy-server.js";
import { readReceived } from "./read-received.js";
import type { HeldPdu, Receipt } from "./receipt.js";

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
  const read = readReceived(input, context);
  if (!read.ok) return { outcome: "dropped", check: "format", error: read.error };
  return new PduCheck(knownRules(context.roomVersion), context).signatures(read.value);
}
