/** Outcomes of the checks on receipt. */
import type { PduError } from "../pdu/error.js";
import type { Pdu } from "../pdu/pdu.js";
import type { EventCheck } from "../signing/event.js";
import type { Verdict } from "../verdict.js";
import type { PduNeed } from "./needs.js";
import type { PduKnowledge } from "./pdu-knowledge.js";

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
