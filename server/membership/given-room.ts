/** The room that `send_join` answers with: what of it is good. */
import {
  contentHashMatches,
  listedBy,
  own,
  type Pdu,
  type RoomState,
  type RoomVersion,
  rootOf,
  type VerifiedEvent,
} from "@knockgen/auth";
import { filterInTurns, mapInTurns, Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { badGateway } from "../errors.js";
import type { StateEvents } from "../federation/calls/answers.js";
import { byId } from "../history/chain-below.js";
import { rejectedInTurns } from "../history/judge-in-turns.js";
import { type ReceivedEvent, readEvents, verifyRead } from "../history/remote-events.js";
import type { Repair } from "../history/repair.js";
import { setState, type WorkingState } from "../room/draft/working-state.js";

/** A room as another server has given it. */
export interface GivenRoom {
  readonly state: RoomState;
  readonly events: readonly { readonly event: Pdu; readonly isRejected: boolean }[];
}

/** Those that some events rest on, as far as they were given. */
export async function restingOn(
  events: readonly VerifiedEvent[],
  given: ReadonlyMap<string, Pdu>,
  version: RoomVersion,
): Promise<readonly Pdu[]> {
  const turns = new Turns();
  const found = new Map<string, Pdu>();
  const stack = events.map(({ event }) => event);
  for (let event = stack.pop(); event !== undefined; event = stack.pop()) {
    if (turns.areDue) await turns.next();
    for (const id of listedBy(event, version)) {
      const listed = found.has(id) ? undefined : given.get(id);
      if (listed === undefined) continue;
      found.set(id, listed);
      stack.push(listed);
    }
  }
  return [...found.values()];
}

/** The events that others list and that are not there. */
async function missingAmong(
  all: ReadonlyMap<string, VerifiedEvent>,
  version: RoomVersion,
): Promise<string[]> {
  const turns = new Turns();
  const missing = new Set<string>();
  for (const { event } of all.values()) {
    if (turns.areDue) await turns.next();
    for (const id of listedBy(event, version)) if (!all.has(id)) missing.add(id);
  }
  return [...missing];
}

/** The answer to a join, with the whole state that it rests on. */
export interface JoinAnswer {
  readonly join: VerifiedEvent;
  readonly version: RoomVersion;
  readonly whole: StateEvents;
}

/**
 * The good part of the answer to a join (#30): badly signed events are dropped, and what is missing is asked for. Of the state is
 * also what the join rests on, wherever it was given (O23).
 */
export async function readRoom(
  context: Pick<ServerContext, "keys">,
  answer: JoinAnswer,
  repair: Repair,
): Promise<GivenRoom> {
  const { all, stated } = await gather(context, answer, repair);
  return judge(all, stated, answer.version);
}

interface Gathered {
  readonly all: ReadonlyMap<string, ReceivedEvent>;
  /** IDs of the state's events; of several with one key, the last counts. */
  readonly stated: readonly string[];
}

/** Verifies the events, and asks for those that they lack until all are there, or can be had. */
async function gather(
  context: Pick<ServerContext, "keys">,
  { join, version, whole: { pdus, authChain } }: JoinAnswer,
  repair: Repair,
): Promise<Gathered> {
  const { roomId } = join.event;
  const state = await readEvents(pdus, roomId, version);
  const verified = await verifyRead(context, state, version);
  const all = new Map<string, ReceivedEvent>();
  const lacks = (id: string): boolean => all.get(id)?.isDamaged !== false;
  const turns = new Turns();
  const take = async (events: readonly ReceivedEvent[]): Promise<void> => {
    for (const each of events) {
      if (turns.areDue) await turns.next();
      if (lacks(each.event.eventId)) all.set(each.event.eventId, each);
    }
  };
  await take(verified);
  // O3: of what is said to be the auth chain, only what the state rests on, or lacks, is verified and kept.
  const ofChain = byId(await readEvents(authChain, roomId, version));
  const again = [...ofChain.values()].filter(({ eventId }) => all.has(eventId));
  const chain = [...(await restingOn([...verified, join], ofChain, version)), ...again];
  await take(
    await verifyRead(
      context,
      chain.filter(({ eventId }) => lacks(eventId)),
      version,
    ),
  );
  // A part of the state whose signature or hash is bad may be good elsewhere.
  const stated = [...listedBy(join.event, version), ...state.map(({ eventId }) => eventId)];
  let wanted = [...(await missingAmong(all, version)), ...stated];
  for (;;) {
    const fetched = await repair(await filterInTurns(wanted, lacks));
    if (fetched.length === 0) break;
    await take(await verifyRead(context, fetched, version));
    wanted = await missingAmong(all, version);
  }
  return { all, stated };
}

/** The state of those events that the rules accept, with its create event. */
async function judge(
  all: ReadonlyMap<string, ReceivedEvent>,
  stated: readonly string[],
  version: RoomVersion,
): Promise<GivenRoom> {
  const turns = new Turns();
  const rejected = await rejectedInTurns(all, version);
  const good: Pdu[] = [];
  for (const id of stated) {
    if (turns.areDue) await turns.next();
    const event = rejected.has(id) ? undefined : all.get(id)?.event;
    if (event?.stateKey !== undefined) good.push(event);
  }
  const create = rootOf(good, {
    roomVersion: version,
    events: (id) => all.get(id)?.event,
    isRejected: (id) => rejected.has(id),
  });
  if (create === undefined) throw badGateway("The room that was given has no create event");
  // By the rules of another version, events say something else. Redacted, before version 11, it does not tell.
  const unstated = contentHashMatches(create.json) ? "1" : version;
  if ((own(create.content, "room_version") ?? unstated) !== version)
    throw badGateway(`The room that was given is not of version ${version}`);
  const given: WorkingState = new Map();
  for (const { type, stateKey = "", eventId } of [...good, create]) {
    if (turns.areDue) await turns.next();
    setState(given, type, stateKey, eventId);
  }
  return {
    state: given,
    events: await mapInTurns(all.values(), ({ event }) => ({
      event,
      isRejected: rejected.has(event.eventId),
    })),
  };
}
