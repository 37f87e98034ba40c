/** Facts by which an event is checked on receipt. */
import type { ParsePduOptions } from "../pdu/parse.js";
import type { Pdu } from "../pdu/pdu.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import type { StateLookup } from "../rules/clause.js";
import type { EventCheck } from "../signing/event.js";
import type { ServerKey } from "../signing/keys.js";
import type { PolicyServer } from "./policy-server.js";

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
