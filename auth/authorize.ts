/** Whether an event is authorised: the authorisation rules of its room version, and nothing else. */
import { domainOf } from "./identifier/domain.js";
import { isJsonObject, own } from "./json/value.js";
import type { Pdu } from "./pdu/pdu.js";
import type { RoomVersion } from "./room-version/rules.js";
import { ROOM_VERSIONS } from "./room-version/table.js";
import type { Judgement, StateLookup } from "./rules/clause.js";
import { evaluate, type Observer } from "./rules/evaluate.js";
import { rulesOf } from "./rules/numbering.js";
import { ED25519_PREFIX } from "./signing/ed25519.js";
import { type MutableState, setEntry } from "./state/room-state.js";
import { refuse, type Verdict } from "./verdict.js";

interface CommonContext {
  readonly roomVersion: RoomVersion;
  /**
   * The servers whose signatures on the event are known to be valid. The default is every server that has an ed25519
   * entry in `signatures`, on the grounds that signatures were checked before.
   */
  readonly signedBy?: ReadonlySet<string>;
  /** Told of each clause that is asked. */
  readonly observe?: Observer;
}

/** What an event is judged with on receipt: the events that it lists itself. */
export interface AuthorizeContext extends CommonContext {
  /** The events that `auth_events` names, in any order; in version 12 also the room's create event. */
  readonly authEvents: readonly Pdu[];
  /** IDs of those among them that were themselves rejected. */
  readonly rejected?: ReadonlySet<string>;
}

/** What an event is judged with later: a room state. */
export interface StateContext extends CommonContext {
  readonly state: StateLookup;
  /** The create event, where the state does not hold it. */
  readonly create?: Pdu | undefined;
}

const nobody = (): boolean => false;

/** Whether `signatures` has an ed25519 entry of a server, valid or not. */
export function hasSignatureOf(event: Pdu, server: string): boolean {
  const signatures = own(event.json, "signatures");
  const keys = isJsonObject(signatures) ? own(signatures, server) : undefined;
  return isJsonObject(keys) && Object.keys(keys).some((id) => id.startsWith(ED25519_PREFIX));
}

function signatureTest(event: Pdu, signedBy: ReadonlySet<string> | undefined): Judgement["isSignedBy"] {
  return (server) => hasSignatureOf(event, server) && (signedBy === undefined || signedBy.has(server));
}

/** Few events, so a scan beats a map. The first of a duplicate counts; the rules reject duplicates anyway. */
function lookupIn(events: readonly Pdu[]): StateLookup {
  if (events.length > 32) return lookupInMap(events);
  return (type, stateKey) => {
    for (const event of events) if (event.stateKey === stateKey && event.type === type) return event;
    return undefined;
  };
}

function lookupInMap(events: readonly Pdu[]): StateLookup {
  const state: MutableState<Pdu> = new Map();
  for (const event of events) {
    if (event.stateKey !== undefined && !state.get(event.type)?.has(event.stateKey))
      setEntry(state, event.type, event.stateKey, event);
  }
  return (type, stateKey) => state.get(type)?.get(stateKey);
}

/** The events that an event lists, in its order, or the ID of one that was not given. */
function listedEvents(event: Pdu, given: readonly Pdu[]): readonly Pdu[] | string {
  const listed: Pdu[] = [];
  const byId = given.length > 32 ? new Map(given.map((e) => [e.eventId, e])) : undefined;
  for (const id of event.authEventIds) {
    const found = byId === undefined ? given.find((e) => e.eventId === id) : byId.get(id);
    if (found === undefined) return id;
    listed.push(found);
  }
  return listed;
}

/** In version 12 the room ID names the create event; before, it is the one among the listed events. */
function findCreate(
  event: Pdu,
  given: readonly Pdu[],
  state: StateLookup,
  implied: boolean,
): Pdu | undefined {
  if (!implied) return state("m.room.create", "");
  const id = `$${event.roomId.slice(1)}`;
  return given.find((e) => e.eventId === id && e.type === "m.room.create");
}

function conclude(
  judgement: Judgement,
  version: RoomVersion,
  stateOnly: boolean,
  observe: Observer | undefined,
): Verdict {
  const verdict = evaluate(rulesOf(version), judgement, { stateOnly, observe });
  // The last clause allows whatever gets there, so this is out of reach.
  return verdict ?? refuse("unspecified", "no clause decided");
}

/**
 * Judges an event by all clauses, against the state made of the events that it lists itself (check 4 on receipt).
 * Format, signatures and hashes are not looked at; see `checkPdu` for everything together.
 */
export function authorize(event: Pdu, context: AuthorizeContext): Verdict {
  const { roomVersion, authEvents, rejected, signedBy, observe } = context;
  if (!Object.hasOwn(ROOM_VERSIONS, roomVersion)) return refuse("format", "the room version is not known");
  const rules = ROOM_VERSIONS[roomVersion];
  const listed = listedEvents(event, authEvents);
  if (typeof listed === "string")
    return refuse("missing_auth_event", `the auth event ${listed} is not known`);
  const state = lookupIn(listed);
  const judgement: Judgement = {
    rules,
    event,
    state,
    create: findCreate(event, authEvents, state, rules.roomId === "create-event"),
    powerLevels: state("m.room.power_levels", ""),
    authEvents: listed,
    isRejected: rejected === undefined ? nobody : (id) => rejected.has(id),
    isSignedBy: signatureTest(event, signedBy),
  };
  return conclude(judgement, roomVersion, false, observe);
}

/**
 * Judges an event by the clauses that depend on the room state, against any state (checks 5 and 6 on receipt, and
 * state resolution). The other clauses were asked by `authorize`.
 */
export function authorizeAgainstState(event: Pdu, context: StateContext): Verdict {
  const { roomVersion, state, signedBy, observe } = context;
  if (!Object.hasOwn(ROOM_VERSIONS, roomVersion)) return refuse("format", "the room version is not known");
  const judgement: Judgement = {
    rules: ROOM_VERSIONS[roomVersion],
    event,
    state,
    create: context.create ?? state("m.room.create", ""),
    powerLevels: state("m.room.power_levels", ""),
    authEvents: [],
    isRejected: nobody,
    isSignedBy: signatureTest(event, signedBy),
  };
  if (event.type === "m.room.create") return conclude(judgement, roomVersion, false, observe);
  return conclude(judgement, roomVersion, true, observe);
}

/** The server that must have signed an event, whatever the rules say. */
export function senderServer(event: Pdu): string {
  return domainOf(event.sender) ?? "";
}
