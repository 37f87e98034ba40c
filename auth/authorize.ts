/** Whether an event is authorised: the authorisation rules of its room version, and nothing else. */
import type { Pdu } from "./pdu/pdu.js";
import { currentMembership } from "./read/membership.js";
import type { AnyRoomVersion } from "./room-version/rules.js";
import { roomVersionRules, unknownVersion } from "./room-version/table.js";
import type { Judgement, StateLookup } from "./rules/clause.js";
import { evaluate, type Observer } from "./rules/evaluate.js";
import { rulesOf } from "./rules/numbering.js";
import { programFor, runProgram } from "./rules/program.js";
import { lookupIn } from "./state/lookup.js";
import { refuse, type Verdict } from "./verdict.js";

interface CommonContext {
  readonly roomVersion: AnyRoomVersion;
  /**
   * The servers whose signatures on the event are known to be valid. The default is every server that has an ed25519
   * entry in `signatures`, on the grounds that signatures were checked before.
   */
  readonly signedBy?: ReadonlySet<string>;
  /** Told of each clause that is asked. */
  readonly observe?: Observer;
}

/** Input of the check on receipt: the events that the event itself lists. */
export interface AuthorizeContext extends CommonContext {
  /** The events that `auth_events` names, in any order; in version 12 also the room's create event. */
  readonly authEvents: readonly Pdu[];
  /** IDs of those among them that were themselves rejected. */
  readonly rejected?: ReadonlySet<string>;
}

/** Input of the later checks: a room state. */
export interface StateContext extends CommonContext {
  readonly state: StateLookup;
  /** The create event, where the state does not hold it. */
  readonly create?: Pdu | undefined;
}

function findById(events: readonly Pdu[], id: string): Pdu | undefined {
  for (const event of events) if (event.eventId === id) return event;
  return undefined;
}

/** Whether the given events are the listed ones, in the same order, so that they need no picking. */
function isListed({ authEventIds }: Pdu, given: readonly Pdu[]): boolean {
  if (authEventIds.length !== given.length) return false;
  for (let at = 0; at < given.length; at++) if (given[at]?.eventId !== authEventIds[at]) return false;
  return true;
}

/** The events that an event lists, in its order, or the ID of one that was not given. */
function listedEvents(event: Pdu, given: readonly Pdu[]): readonly Pdu[] | string {
  if (isListed(event, given)) return given;
  const listed: Pdu[] = [];
  const byId = given.length > 32 ? new Map(given.map((e) => [e.eventId, e])) : undefined;
  for (const id of event.authEventIds) {
    const found = byId === undefined ? findById(given, id) : byId.get(id);
    if (found === undefined) return id;
    listed.push(found);
  }
  return listed;
}

/** In version 12 the room ID names the create event; before, it is the one among the listed events. */
function impliedCreate(event: Pdu, given: readonly Pdu[]): Pdu | undefined {
  for (const other of given)
    if (other.type === "m.room.create" && other.roomId === event.roomId) return other;
  return undefined;
}

/** The verdict of all clauses, or of those that depend on the state. */
export function conclude(judgement: Judgement, stateOnly: boolean, observe: Observer | undefined): Verdict {
  const verdict =
    observe === undefined
      ? runProgram(programFor(judgement, stateOnly), judgement)
      : evaluate(rulesOf(judgement.rules), judgement, { stateOnly, observe });
  // Unreachable: the last clause always allows.
  return verdict ?? refuse("unspecified", "no clause decided");
}

/**
 * Judges an event by all clauses, against the state made of the events that it lists itself (check 4 on receipt).
 * Format, signatures and hashes are not looked at; see `checkPdu` for everything together.
 */
export function authorize(event: Pdu, context: AuthorizeContext): Verdict {
  const { roomVersion, authEvents } = context;
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined) return refuse("room_version", unknownVersion(roomVersion));
  const listed = listedEvents(event, authEvents);
  if (typeof listed === "string")
    return refuse("missing_auth_event", `the auth event ${listed} is not known`);
  const state = lookupIn(listed);
  const judgement: Judgement = {
    rules,
    event,
    state,
    create: rules.roomId === "create-event" ? impliedCreate(event, authEvents) : state("m.room.create", ""),
    powerLevels: state("m.room.power_levels", ""),
    senderMembership: currentMembership(state, event.sender),
    authEvents: listed,
    rejected: context.rejected,
    signedBy: context.signedBy,
  };
  return conclude(judgement, false, context.observe);
}

const NONE: readonly Pdu[] = [];

/**
 * Judges an event by the clauses that depend on the room state, against any state (checks 5 and 6 on receipt, and
 * state resolution). The other clauses were asked by `authorize`.
 */
export function authorizeAgainstState(event: Pdu, context: StateContext): Verdict {
  const { roomVersion, state } = context;
  const rules = roomVersionRules(roomVersion);
  if (rules === undefined) return refuse("room_version", unknownVersion(roomVersion));
  const judgement: Judgement = {
    rules,
    event,
    state,
    create: context.create ?? state("m.room.create", ""),
    powerLevels: state("m.room.power_levels", ""),
    senderMembership: currentMembership(state, event.sender),
    authEvents: NONE,
    rejected: undefined,
    signedBy: context.signedBy,
  };
  return conclude(judgement, event.type !== "m.room.create", context.observe);
}
