/** Name and picture of a user in the member events of their rooms (C25). */
import type { JsonValue } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { unlessLost } from "../store/database/database-lost.js";
import { saidAlready } from "./said-already.js";

/** Sends the member events that are due; a room that refuses does not stop the others. */
export async function showProfile(
  context: Pick<ServerContext, "log" | "profiles" | "store" | "work" | "writer">,
  userId: string,
): Promise<void> {
  for (const { roomId, membership } of await context.store.membershipsOf(userId)) {
    if (membership !== "join") continue;
    // The rest waits for the next start.
    context.work.closing.throwIfAborted();
    await showIn(context, roomId, userId).catch(
      unlessLost((error) => context.log("info", "a room does not take a new profile", { roomId, error })),
    );
  }
}

async function showIn(
  { profiles, writer }: Pick<ServerContext, "profiles" | "writer">,
  roomId: string,
  userId: string,
): Promise<void> {
  await writer.change(roomId, async (draft) => {
    if (draft.room.membershipOf(userId) !== "join") return;
    const before = await draft.shownContent("m.room.member", userId);
    // Asked here, so that of two changes at once the later one stays.
    const account = await profiles.find(userId);
    if (before === undefined || account === undefined) return;
    const { displayName, avatarUrl } = account;
    const { displayname: _, avatar_url: __, ...kept }: Readonly<Record<string, JsonValue>> = before;
    const content = {
      ...kept,
      ...(displayName !== undefined && { displayname: displayName }),
      ...(avatarUrl !== undefined && { avatar_url: avatarUrl }),
    };
    const event = { type: "m.room.member", sender: userId, stateKey: userId, content };
    if ((await saidAlready(draft, event)) === undefined) await draft.send(event);
  });
}
