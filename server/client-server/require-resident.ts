/** Actions inside a room need this server to be in it. */
import type { ServerContext } from "../context.js";
import { forbidden } from "../errors.js";
import { isResident } from "../membership/change.js";

/** Refuses with 403 where this server is not in the room. */
export async function requireResident(
  context: Pick<ServerContext, "serverName" | "writer">,
  roomId: string,
): Promise<void> {
  if (!(await isResident(context, roomId))) throw forbidden("You are not in this room");
}
