/** Whether another server may ask about a room at all. */
import { type JsonObject, loadPdu, own, type Pdu, type RoomVersion } from "@knockgen/auth";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { forbidden, notFound } from "../errors.js";
import type { StoredEvent } from "../store/store.js";
import { isAllowedBy } from "./acl-verdicts.js";
import type { RoomKey } from "./event-cache.js";
import type { Room } from "./room.js";

/** The room, if this server is in it (404 otherwise, #44) and its ACL lets the other one in (403, N19, X10). */
export async function guardedRoom(
  context: Pick<ServerContext, "serverName" | "writer">,
  roomId: string,
  origin: string,
): Promise<Room> {
  const room = await context.writer.room(roomId);
  if (room === undefined || !room.hasServer(context.serverName))
    throw notFound("This server is not in the room");
  if (!(await isAllowedIn(context, roomId, origin)))
    throw forbidden(`${origin} may not take part in this room`);
  return room;
}

/** The same for what only servers in the room may see. */
export async function sharedRoom(
  context: Pick<ServerContext, "serverName" | "writer">,
  roomId: string,
  origin: string,
): Promise<Room> {
  const room = await guardedRoom(context, roomId, origin);
  if (!room.hasServer(origin)) throw forbidden(`${origin} is not in the room`);
  return room;
}

/** Whether the room's ACL lets a server take part. */
export async function isAllowedIn(
  context: Pick<ServerContext, "writer">,
  roomId: string,
  origin: string,
): Promise<boolean> {
  const acl = await context.writer.look(roomId, (draft) => draft.stateEvent("m.room.server_acl"));
  return acl === undefined || isAllowedBy(acl.content, origin);
}

/** The IDs of everything that authorises some events, all the way down. */
export async function authChain(
  { store }: Pick<ServerContext, "store">,
  from: readonly string[],
  { roomId, version }: RoomKey,
): Promise<Map<string, StoredEvent>> {
  const chain = new Map<string, StoredEvent>();
  const turns = new Turns();
  // Not by way of the cache, which gives all that it reads as the engine does, and so parsed (O8).
  let events = await store.events(from);
  while (events.length > 0) {
    const wanted = new Set<string>();
    for (const event of events) {
      await turns.next();
      for (const id of pduOf(event, version).authEventIds) if (!chain.has(id)) wanted.add(id);
    }
    events = (await store.events([...wanted])).filter((event) => event.roomId === roomId);
    for (const event of events) chain.set(event.eventId, event);
  }
  return chain;
}

/** An event by the room version's reader. */
export function pduOf(event: StoredEvent, version: RoomVersion): Pdu {
  return loadPdu(event.json, version, event.eventId);
}

/** The text under a key. */
export function textIn(object: JsonObject, key: string): string | undefined {
  const value = own(object, key);
  return typeof value === "string" ? value : undefined;
}
