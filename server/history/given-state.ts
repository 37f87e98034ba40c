/** The state before an event, as another server has it. */
import { setMaxListeners } from "node:events";
import { type Pdu, stateOf } from "@knockgen/auth";
import { uniqueInTurns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { holdingIfAny } from "../federation/transport/held-answers.js";
import type { RoomKey } from "../room/event-cache.js";
import type { Given } from "../room/given.js";
import type { Room } from "../room/room.js";
import { inBatches } from "../store/batches.js";
import { byId, chainBelow } from "./chain-below.js";
import { type Asked, fetchEvents } from "./fetch-events.js";
import { judgeGiven } from "./judge-given.js";
import { otherServers } from "./other-servers.js";
import { readEvents } from "./remote-events.js";

/** The server is asked for the state of the room before the event. */
export interface StateQuestion extends Asked {
  readonly room: Room;
  readonly event: Pdu;
}

/** The part of the question that the server is sent. */
interface AboutState extends Asked {
  readonly room: RoomKey;
  readonly event: Pick<Pdu, "eventId">;
}

type WithEvents = Pick<ServerContext, "federation"> & {
  readonly writer: Pick<ServerContext["writer"], "events">;
};

/** A state by IDs, with those of its events, and of what authorises them, that came. */
interface FetchedState {
  readonly ids: readonly string[];
  readonly given: ReadonlyMap<string, Pdu>;
}

/** The server that sent the event waits while others are asked. */
const PATIENCE_MS = 20_000;

/** The state before an event, as the server has it that is asked, or else another one of the room (O22). */
export async function fetchStateBefore(
  context: Pick<ServerContext, "federation" | "keys" | "serverName" | "writer">,
  question: StateQuestion,
): Promise<Given | undefined> {
  const given = await stateFrom(context, question);
  if (given !== undefined) return given;
  const signal = question.signal ?? AbortSignal.timeout(PATIENCE_MS);
  // Each request listens, at several places.
  setMaxListeners(0, signal);
  for (const server of otherServers(context, question.room, question.server)) {
    if (signal.aborted) break;
    const other = await stateFrom(context, { ...question, server, signal });
    if (other !== undefined) return other;
  }
  return undefined;
}

/** A whole state may be good as an answer and yet not the state of a room: it is not held while others are asked. */
function stateFrom(
  context: Pick<ServerContext, "federation" | "keys" | "writer">,
  question: StateQuestion,
): Promise<Given | undefined> {
  return holdingIfAny(() => readState(context, question));
}

async function readState(
  context: Pick<ServerContext, "federation" | "keys" | "writer">,
  question: StateQuestion,
): Promise<Given | undefined> {
  const fetched = await fetchState(context, question);
  if (fetched === undefined) return undefined;
  const { room } = question;
  const { ids, given } = fetched;
  const { events } = await chainBelow(context, room, { from: ids, given, limit: ids.length + MAX_STATE });
  const outliers = await judgeGiven(context, room, events);
  const keys = new Map<string, StateKey>();
  for (const { event, isRejected } of outliers) if (!isRejected) note(event, keys);
  for (const some of inBatches(ids, LOOKED_AT))
    for (const { pdu, stored } of (await context.writer.events.forRules(some, room)).values())
      if (stored.status !== "rejected") note(pdu, keys);
  const state = stateOf(
    ids.flatMap((id) => {
      const key = keys.get(id);
      return key === undefined ? [] : [[...key, id] as const];
    }),
  );
  // Without it, this cannot be the state of a room.
  if (state.get("m.room.create")?.has("") !== true) return undefined;
  return { stateBefore: state, outliers };
}

/** Type and state key. */
type StateKey = readonly [string, string];

/** Keeps no more of an event of a state than where in the state it stands. */
function note({ eventId, type, stateKey }: Pdu, keys: Map<string, StateKey>): void {
  if (stateKey !== undefined) keys.set(eventId, [type, stateKey]);
}

/** By its IDs, and the unknown events alone, where these are few; else whole (O21). */
export async function fetchState(
  context: WithEvents,
  question: AboutState,
): Promise<FetchedState | undefined> {
  const byIds = await holdingIfAny(() => fetchByIds(context, question));
  return byIds ?? holdingIfAny(() => fetchWhole(context, question));
}

/** Events that are asked for one by one before the whole state is cheaper. */
const MAX_SINGLE = 100;
/** IDs that are looked for at a time. */
const LOOKED_AT = 1_000;
/** Events of a whole state, and of what it rests on. */
const MAX_STATE = 100_000;

async function fetchByIds(
  context: WithEvents,
  { room, event, server, signal }: AboutState,
): Promise<FetchedState | undefined> {
  const answer = await context.federation.stateIds(server, room.roomId, event.eventId, callOf(signal));
  if (!answer.ok || answer.value.pduIds.length === 0) return undefined;
  const { pduIds, authChainIds } = answer.value;
  if (pduIds.length > MAX_STATE || authChainIds.length > MAX_STATE) return undefined;
  const all = await uniqueInTurns([...pduIds, ...authChainIds]);
  const unknown: string[] = [];
  for await (const some of context.writer.events.unknown(all, room)) {
    unknown.push(...some);
    // The rest is not looked for where the whole state has to come anyway.
    if (unknown.length > MAX_SINGLE) return undefined;
  }
  const events = await fetchEvents(context, room, unknown, { server, signal });
  const given = byId(events);
  const isUnknown = new Set(unknown);
  const isLost = (id: string): boolean => isUnknown.has(id) && !given.has(id);
  // Of a state that is held, what it rests on was judged long ago.
  const isHeld = !pduIds.some((id) => isUnknown.has(id));
  return pduIds.some(isLost) || (!isHeld && authChainIds.some(isLost)) ? undefined : { ids: pduIds, given };
}

async function fetchWhole(
  context: Pick<ServerContext, "federation">,
  { room: { roomId, version }, event, server, signal }: AboutState,
): Promise<FetchedState | undefined> {
  const answer = await context.federation.state(server, roomId, event.eventId, callOf(signal));
  if (!answer.ok) return undefined;
  const { pdus, authChain } = answer.value;
  // No room has as many, so what goes on is not the state of one (O3).
  if (pdus.length > MAX_STATE || authChain.length > MAX_STATE) return undefined;
  const inState = await readEvents(pdus, roomId, version);
  const given = byId([...(await readEvents(authChain, roomId, version)), ...inState]);
  return { ids: inState.map(({ eventId }) => eventId), given };
}

function callOf(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
