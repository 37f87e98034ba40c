/** One event judged as a server that receives it would: format, signatures by name, rules. */
import { authorize } from "./authorize.js";
import type { JsonValue } from "./json/value.js";
import type { PduError } from "./pdu/error.js";
import { readPdu } from "./pdu/parse.js";
import type { Pdu } from "./pdu/pdu.js";
import { isSignedBy } from "./read/signature.js";
import { unwrittenFault } from "./receipt/unwritten.js";
import type { AnyRoomVersion } from "./room-version/rules.js";
import { roomVersionRules, unknownVersion } from "./room-version/table.js";
import type { Observer } from "./rules/evaluate.js";
import { requiredSigners } from "./signing/event.js";
import { refuse, type Verdict } from "./verdict.js";

/** An event to judge, and what is known around it. */
export interface Case {
  readonly roomVersion: AnyRoomVersion;
  /** The event as it came, parsed by `parseJson`; it may be malformed. */
  readonly event: JsonValue;
  /** The event's ID if it is known; computed otherwise. */
  readonly eventId?: string | undefined;
  /** The events that it lists; in version 12 also the create event. */
  readonly authEvents: readonly Pdu[];
  readonly rejected?: ReadonlySet<string> | undefined;
  /** The servers whose signatures are valid. The default is all that have an ed25519 entry. */
  readonly signedBy?: ReadonlySet<string> | undefined;
  readonly observe?: Observer | undefined;
}

function refusePdu(error: PduError): Verdict {
  const size = error.code === "pdu/too-large" || error.code === "pdu/field-too-large";
  return refuse(size ? "size" : "format", error.message);
}

/**
 * Judges one event from what came over the wire. Signatures are not verified: who has signed is given. What servers
 * drop without a written rule is dropped last, so that a clause that rejects is named first.
 */
export function judge(question: Case): Verdict {
  const { roomVersion, authEvents, rejected, signedBy, observe } = question;
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined) return refuse("room_version", unknownVersion(roomVersion));
  const read = readPdu(
    question.event,
    roomVersion,
    question.eventId === undefined ? {} : { eventId: question.eventId },
  );
  if (!read.ok) return refusePdu(read.error);
  const event = read.value;
  const signers = requiredSigners(event, roomVersion);
  const unsigned = signers.find((server) => !isSignedBy({ event, signedBy }, server));
  if (unsigned !== undefined) return refuse("signature", `the event is not signed by ${unsigned}`);
  const verdict = authorize(event, {
    roomVersion,
    authEvents,
    ...(rejected === undefined ? {} : { rejected }),
    ...(signedBy === undefined ? {} : { signedBy }),
    ...(observe === undefined ? {} : { observe }),
  });
  const fault = verdict.allowed ? unwrittenFault(event, rules) : undefined;
  return fault === undefined ? verdict : refuse("format", fault);
}
