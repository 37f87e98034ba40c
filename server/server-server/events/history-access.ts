/** Whether another server may ask about a part of a room's history. */
import type { ServerContext } from "../../context.js";
import { forbidden, notFound } from "../../errors.js";
import type { Room } from "../../room/room.js";
import { requireAllowedIn } from "../../room/room-access.js";
import { serverOf } from "../../values/ids.js";
import { membershipsAt } from "./visibility.js";

/** Events that a server which is not in the room asks about at once. */
const MAX_ASKED = 20;

/**
 * The room, if this server and the other one are in it, or were before those events: a leave, a kick and a ban are told to servers
 * that are out of the room by them, and to make sense of one they may lack what it follows.
 */
export async function roomWithHistory(
  context: Pick<ServerContext, "serverName" | "store" | "writer">,
  roomId: string,
  origin: string,
  eventIds: readonly string[],
): Promise<Room> {
  const room = await context.writer.room(roomId);
  if (room === undefined) throw notFound("This server is not in the room");
  await requireAllowedIn(context, roomId, origin);
  const isHere = room.hasServer(context.serverName);
  if (isHere && room.hasServer(origin)) return room;
  if (await wasThere(context, room, origin, eventIds)) return room;
  throw isHere ? forbidden(`${origin} is not in the room`) : notFound("This server is not in the room");
}

/** Whether some user of a server was in the room before each of some events. */
async function wasThere(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room,
  server: string,
  eventIds: readonly string[],
): Promise<boolean> {
  // Before anything is read, since strangers may ask.
  if (eventIds.length === 0 || eventIds.length > MAX_ASKED || !knowsUserOf(room, server)) return false;
  const events = await context.store.events([...new Set(eventIds)]);
  if (events.length < new Set(eventIds).size) return false;
  for (const { roomId, status, stateBefore } of events) {
    if (roomId !== room.roomId || status === "rejected" || stateBefore === undefined) return false;
    const memberships = await membershipsAt(context, room, stateBefore, server);
    if (![...memberships.values()].includes("join")) return false;
  }
  return true;
}

function knowsUserOf(room: Room, server: string): boolean {
  for (const user of room.memberships.keys()) if (serverOf(user) === server) return true;
  return false;
}
