/** Reading rooms from other servers that are in them: events, state, history. */
import { isJsonObject, own, type RoomVersion } from "../../auth/index.js";
import type { ServerContext } from "../context.js";
import { forbidden, notFound } from "../errors.js";
import { shownJson } from "../room/redacted-json.js";
import type { Room } from "../room/room.js";
import type { StoredEvent } from "../store/types.js";
import { authChain, pduOf, sharedRoom } from "./room-access.js";
import type { Handlers } from "./types.js";

const MAX_EVENTS = 100;

/** Handlers that read. */
export function historyHandlers(
  context: ServerContext,
): Handlers<
  | "getEvent"
  | "getEventAuth"
  | "getRoomState"
  | "getRoomStateIds"
  | "backfillRoom"
  | "getMissingPreviousEvents"
> {
  const show =
    ({ version }: Room) =>
    (event: StoredEvent) => ({ ...shownJson(event, version) });
  const transaction = (room: Room, events: readonly StoredEvent[]) => ({
    origin: context.serverName,
    origin_server_ts: context.now(),
    pdus: events.map(show(room)),
  });
  return {
    getEvent: async ({ path, auth }) => {
      const [event] = await context.store.events([path.eventId]);
      if (event === undefined || event.status === "rejected") throw notFound("There is no such event here");
      const room = await context.writer.room(event.roomId);
      if (room?.hasServer(auth.origin) !== true) throw forbidden(`${auth.origin} is not in the event's room`);
      return { status: 200, body: transaction(room, [event]) };
    },
    getEventAuth: async ({ path, auth }) => {
      const room = await sharedRoom(context, path.roomId, auth.origin);
      const event = await eventIn(context, room, path.eventId);
      const chain = await authChain(context, [event.eventId], room.version);
      return { status: 200, body: { auth_chain: [...chain.values()].map(show(room)) } };
    },
    getRoomState: async ({ path, query, auth }) => {
      const room = await sharedRoom(context, path.roomId, auth.origin);
      const ids = await stateBefore(context, room, query.event_id);
      const chain = await authChain(context, ids, room.version);
      const state = await context.store.events(ids);
      return {
        status: 200,
        body: {
          pdus: state.map(show(room)),
          auth_chain: [...chain.values()].map(show(room)),
        },
      };
    },
    getRoomStateIds: async ({ path, query, auth }) => {
      const room = await sharedRoom(context, path.roomId, auth.origin);
      const ids = await stateBefore(context, room, query.event_id);
      const chain = await authChain(context, ids, room.version);
      return { status: 200, body: { pdu_ids: ids, auth_chain_ids: [...chain.keys()] } };
    },
    backfillRoom: async ({ path, query, auth }) => {
      const room = await sharedRoom(context, path.roomId, auth.origin);
      const limit = Math.min(MAX_EVENTS, Math.max(0, query.limit));
      return {
        status: 200,
        body: transaction(room, await walkBack(context, room, query.v, new Set(), limit, true)),
      };
    },
    getMissingPreviousEvents: async ({ path, body, auth }) => {
      const room = await sharedRoom(context, path.roomId, auth.origin);
      const limit = Math.min(MAX_EVENTS, Math.max(0, body.limit ?? 10));
      const found = await walkBack(
        context,
        room,
        body.latest_events,
        new Set(body.earliest_events),
        limit,
        false,
      );
      const deep = found.filter((event) => Number(own(event.json, "depth") ?? 0) >= (body.min_depth ?? 0));
      return { status: 200, body: { events: deep.reverse().map(show(room)) } };
    },
  };
}

async function eventIn(context: ServerContext, room: Room, eventId: string): Promise<StoredEvent> {
  const [event] = await context.store.events([eventId]);
  if (event?.roomId !== room.roomId || event.status === "rejected")
    throw notFound("There is no such event here");
  return event;
}

async function stateBefore(context: ServerContext, room: Room, eventId: string): Promise<string[]> {
  const event = await eventIn(context, room, eventId);
  if (event.status === "outlier") throw notFound("The state before that event is not known");
  // Before a create event there is nothing.
  if (event.stateBefore === undefined) return [];
  const state = await context.writer.states.of(event.stateBefore);
  return [...state.values()].flatMap((ofType) => [...ofType.values()]);
}

/** Breadth first over `prev_events`, newest first. */
async function walkBack(
  context: ServerContext,
  room: Room,
  from: readonly string[],
  stop: ReadonlySet<string>,
  limit: number,
  including: boolean,
): Promise<StoredEvent[]> {
  const seen = new Set<string>([...stop]);
  const found: StoredEvent[] = [];
  let wanted = from.slice(0, MAX_EVENTS).filter((id) => !seen.has(id));
  let first = true;
  while (wanted.length > 0 && found.length < limit) {
    for (const id of wanted) seen.add(id);
    const events = (await context.store.events(wanted)).filter((event) => isOpen(event, room));
    if (including || !first) found.push(...events);
    first = false;
    wanted = [...new Set(events.flatMap((event) => prevOf(event, room.version)))].filter(
      (id) => !seen.has(id),
    );
  }
  return found.slice(0, limit);
}

function isOpen(event: StoredEvent, room: Room): boolean {
  return event.roomId === room.roomId && event.status !== "rejected" && isJsonObject(event.json);
}

function prevOf(event: StoredEvent, version: RoomVersion): readonly string[] {
  return pduOf(event, version).prevEventIds;
}
