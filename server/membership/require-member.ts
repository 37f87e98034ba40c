/** Actions inside a room need this server, and the user, to be known there. */
import type { ServerContext } from "../context.js";
import { forbidden } from "../errors.js";

/**
 * Refuses with 403 where this server is not in the room, or the room has never had the user: they do not learn which (O36). Of
 * who is known there, the rules say more.
 */
export async function requireMember(
  context: Pick<ServerContext, "serverName" | "writer">,
  roomId: string,
  userId: string,
): Promise<void> {
  const room = await context.writer.room(roomId);
  if (room?.hasServer(context.serverName) !== true || room.membershipOf(userId) === undefined) throw notIn();
}

/** Refuses with 403 where this server is not in the room: users may enter a room, or knock at it, that has never had them. */
export async function requireResident(
  context: Pick<ServerContext, "serverName" | "writer">,
  roomId: string,
): Promise<void> {
  if (!(await isResident(context, roomId))) throw notIn();
}

const notIn = (): Error => forbidden("You are not in this room");

/** Whether this server has members in a room, so that it may act in it by itself (N12). */
export async function isResident(
  context: Pick<ServerContext, "serverName" | "writer">,
  roomId: string,
): Promise<boolean> {
  const room = await context.writer.room(roomId);
  return room?.hasServer(context.serverName) === true;
}
