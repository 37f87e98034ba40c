/** A user who joins a room brings their devices along: servers that shared none with them so far are told of these (C179). */
import type { ServerContext } from "../context.js";
import type { Change } from "../store/store.js";

type Parts = Pick<ServerContext, "sendEdu" | "serverName" | "store" | "writer">;

/** Tells of those who have joined with one commit. */
export async function tellOfJoins(context: Parts, { base, position, rooms, users }: Change): Promise<void> {
  for (const roomId of rooms) {
    const others = await serversIn(context, roomId);
    if (others.length === 0) continue;
    for (const userId of users) {
      const { membership, joinedAt = 0 } = (await context.store.membership(roomId, userId)) ?? {};
      if (membership !== "join" || joinedAt <= base || joinedAt > position) continue;
      const fresh = await without(context, others, { userId, roomId });
      if (fresh.length === 0) continue;
      for (const edu of await context.store.deviceUpdates(userId)) await context.sendEdu(fresh, edu);
    }
  }
}

async function serversIn({ serverName, writer }: Parts, roomId: string): Promise<readonly string[]> {
  const room = await writer.room(roomId);
  return (room?.servers ?? []).filter((server) => server !== serverName);
}

/** Those of some servers that are in none of the other rooms of a user. */
async function without(
  context: Parts,
  servers: readonly string[],
  { userId, roomId }: { readonly userId: string; readonly roomId: string },
): Promise<readonly string[]> {
  const left = new Set(servers);
  for (const other of await context.store.membershipsOf(userId)) {
    if (left.size === 0) break;
    if (other.membership !== "join" || other.roomId === roomId) continue;
    for (const server of await serversIn(context, other.roomId)) left.delete(server);
  }
  return [...left];
}
