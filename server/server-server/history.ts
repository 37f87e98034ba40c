/** Reading rooms from other servers that are in them: events, state, history. */
import { isJsonObject, own, type RoomVersion } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { forbidden, notFound } from "../errors.js";
import { shownJson } from "../room/redacted-json.js";
import type { Room } from "../room/room.js";
import type { StoredEvent } from "../store/types.js";
import { authChain, pduOf, sharedRoom } from "./room-access.js";
import type { Handlers } from "./types.js";
import { hiddenJson, visibleToServer } from "./visibility.js";

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
  /** How a server is shown events that are given oldest first. */
  const shownTo = async (room: Room, server: string, events: readonly StoredEvent[]) => {
    const visible = await visibleToServer(context, room, server, events);
    return (event: StoredEvent) => ({
      ...(visible.has(event.eventId) ? shownJson(event, room.version) : hiddenJson(room, event)),
    });
  };
  /** How a server is shown the state at an event, and what that rests on: as a whole, like the event. */
  const shownWith = async (room: Room, server: string, event: StoredEvent) => {
    const isVisible = (await visibleToServer(context, room, server, [event])).size > 0;
    return (each: StoredEvent) => ({
      ...(isVisible ? shownJson(each, room.version) : hiddenJson(room, each)),
    });
  };
  const transaction = <T>(pdus: T[]) => ({
    origin: context.serverName,
    origin_server_ts: context.now(),
    pdus,
  });
  return {
    getEvent: async ({ path, auth }) => {
      const [event] = await context.store.events([path.eventId]);
      if (event === undefined || event.status === "rejected") throw notFound("There is no such event here");
      const room = await sharedRoom(context, event.roomId, auth.origin);
      const visible = await visibleToServer(context, room, auth.origin, [event]);
      // State is asked for to judge by, for which what is left of it will do; of a message there would be nothing left.
      if (visible.size === 0 && event.stateKey === undefined)
        throw forbidden(`No user of ${auth.origin} may see this event`);
      const shown = visible.size > 0 ? shownJson(event, room.version) : hiddenJson(room, event);
      return { status: 200, body: transaction([{ ...shown }]) };
    },
    getEventAuth: async ({ path, auth }) => {
      const room = await sharedRoom(context, path.roomId, auth.origin);
      const event = await eventIn(context, room, path.eventId);
      const chain = await authChain(context, [event.eventId], room.version);
      const show = await shownWith(room, auth.origin, event);
      return { status: 200, body: { auth_chain: [...chain.values()].map(show) } };
    },
    getRoomState: async ({ path, query, auth }) => {
      const room = await sharedRoom(context, path.roomId, auth.origin);
      const event = await eventIn(context, room, query.event_id);
      const ids = await stateBefore(context, event);
      const chain = await authChain(context, ids, room.version);
      const state = await context.store.events(ids);
      const show = await shownWith(room, auth.origin, event);
      return {
        status: 200,
        body: { pdus: state.map(show), auth_chain: [...chain.values()].map(show) },
      };
    },
    getRoomStateIds: async ({ path, query, auth }) => {
      const room = await sharedRoom(context, path.roomId, auth.origin);
      const ids = await stateBefore(context, await eventIn(context, room, query.event_id));
      const chain = await authChain(context, ids, room.version);
      return { status: 200, body: { pdu_ids: ids, auth_chain_ids: [...chain.keys()] } };
    },
    backfillRoom: async ({ path, query, auth }) => {
      const room = await sharedRoom(context, path.roomId, auth.origin);
      const limit = Math.min(MAX_EVENTS, Math.max(0, query.limit));
      const found = await walkBack(context, room, query.v, new Set(), limit, true);
      const show = await shownTo(room, auth.origin, [...found].reverse());
      return { status: 200, body: transaction(found.map(show)) };
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
      const oldestFirst = deep.reverse();
      const show = await shownTo(room, auth.origin, oldestFirst);
      return { status: 200, body: { events: oldestFirst.map(show) } };
    },
  };
}

async function eventIn(context: ServerContext, room: Room, eventId: string): Promise<StoredEvent> {
  const [event] = await context.store.events([eventId]);
  if (event?.roomId !== room.roomId || event.status === "rejected")
    throw notFound("There is no such event here");
  return event;
}

async function stateBefore(context: ServerContext, event: StoredEvent): Promise<string[]> {
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
