/** Whether another server may ask about a room at all. */
import type { ServerContext } from "../context.js";
import { forbidden, notFound } from "../errors.js";
import { isAllowedBy } from "./acl-verdicts.js";
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
  await requireAllowedIn(context, roomId, origin);
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

/** Refuses with 403 a server that the room's ACL denies. */
export async function requireAllowedIn(
  context: Pick<ServerContext, "writer">,
  roomId: string,
  origin: string,
): Promise<void> {
  if (!(await isAllowedIn(context, roomId, origin)))
    throw forbidden(`${origin} may not take part in this room`);
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
