/** Whether an event that is not made yet could be sent now. */
import { conclude } from "./authorize.js";
import { draftFault, type EventDraft } from "./event-draft.js";
import { type Step, stepOf } from "./explain.js";
import { domainOf } from "./identifier/domain.js";
import { type JsonObject, own } from "./json/value.js";
import { loadPdu, type Pdu } from "./pdu/pdu.js";
import { currentMembership } from "./read/membership.js";
import { unwrittenFault } from "./receipt/unwritten.js";
import type { AnyRoomVersion, RoomVersionRules } from "./room-version/rules.js";
import { roomVersionRules, unknownVersion } from "./room-version/table.js";
import type { Judgement, StateLookup } from "./rules/clause.js";
import { selectAuthEvents } from "./select-auth-events.js";
import { refuse, type Verdict } from "./verdict.js";

/** The room in which a draft is judged. */
export interface MayContext {
  readonly roomVersion: AnyRoomVersion;
  /** The room's present state; empty for a create event. `lookupIn(events)` makes one of events. */
  readonly state: StateLookup;
  /** Adds `steps` to the answer: every clause that was asked, with its number. */
  readonly trace?: boolean;
}

/** The verdict, and on request the clauses that led to it. */
export type MayVerdict = Verdict & { readonly steps?: readonly Step[] };

const PREVIOUS = "$previous";

/** Whether the room has nothing but its create event, so that the draft would follow it. */
function isFresh(state: StateLookup, { sender }: EventDraft): boolean {
  return (
    ["m.room.power_levels", "m.room.join_rules"].every((type) => state(type, "") === undefined) &&
    state("m.room.member", sender) === undefined
  );
}

function previousOf(draft: EventDraft, create: Pdu | undefined, state: StateLookup): readonly string[] {
  // A room that has one already would have it follow its other events.
  if (draft.type === "m.room.create") return create === undefined ? [] : [PREVIOUS];
  return [create !== undefined && isFresh(state, draft) ? create.eventId : PREVIOUS];
}

/** The servers whose signatures the event would bear: the sender's, and that of a member who vouches for a join. */
function signersOf({ sender, content }: EventDraft): readonly string[] {
  const voucher = own(content, "join_authorised_via_users_server");
  return [sender, typeof voucher === "string" ? voucher : ""].flatMap((user) => domainOf(user) ?? []);
}

function roomIdOf(draft: EventDraft, rules: RoomVersionRules, create: Pdu | undefined): JsonObject {
  if (draft.type !== "m.room.create") return { room_id: create?.roomId ?? "" };
  return rules.roomId === "create-event" ? {} : { room_id: `!draft:${domainOf(draft.sender) ?? ""}` };
}

/** The draft as the event that would be made of it, as far as clauses look at it. */
function asPdu(draft: EventDraft, rules: RoomVersionRules, create: Pdu | undefined, state: StateLookup): Pdu {
  const json: JsonObject = {
    ...roomIdOf(draft, rules, create),
    type: draft.type,
    sender: draft.sender,
    content: draft.content,
    ...(draft.stateKey !== undefined && { state_key: draft.stateKey }),
    ...(draft.redacts !== undefined && { redacts: draft.redacts }),
    prev_events: previousOf(draft, create, state),
    depth: 1,
    signatures: Object.fromEntries(signersOf(draft).map((server) => [server, { "ed25519:draft": "" }])),
  };
  const id = rules.eventId === "chosen" ? `$draft:${domainOf(draft.sender) ?? ""}` : "$draft";
  return loadPdu(json, rules, id);
}

/**
 * Whether an event could be sent now, by all clauses of the room version: also by those that `authorizeAgainstState`
 * leaves out, and by the checks that servers make although no clause says so. Form, size, hash and signatures of the
 * finished event are taken to be right. An unknown room version is refused as `room_version`.
 */
export function may(draft: EventDraft, { roomVersion, state, trace = false }: MayContext): MayVerdict {
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined) return refuse("room_version", unknownVersion(roomVersion));
  const formFault = draftFault(draft);
  if (formFault !== undefined) return refuse("format", formFault);
  const create = state("m.room.create", "");
  const event = asPdu(draft, rules, create, state);
  const authEvents = selectAuthEvents(event, roomVersion).flatMap(([type, key]) => state(type, key) ?? []);
  const judgement: Judgement = {
    rules,
    event,
    state,
    create,
    powerLevels: state("m.room.power_levels", ""),
    senderMembership: currentMembership(state, event.sender),
    authEvents,
    rejected: undefined,
    signedBy: undefined,
  };
  const steps: Step[] = [];
  const observe = trace
    ? (...told: Parameters<typeof stepOf>) => void steps.push(stepOf(...told))
    : undefined;
  const verdict = withFault(conclude(judgement, false, observe), event, rules);
  return trace ? { ...verdict, steps } : verdict;
}

function withFault(verdict: Verdict, event: Pdu, rules: RoomVersionRules): Verdict {
  const fault = verdict.allowed ? unwrittenFault(event, rules) : undefined;
  return fault === undefined ? verdict : refuse("format", fault);
}
