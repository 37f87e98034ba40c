/** Data that users keep about a room go on to the one that takes its place (C123): tags, push rules, and that it is a conversation between two. */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { withRulesFor } from "../push/copy-rules.js";
import { changeRules } from "../push/user-rules.js";
import { serverOf } from "../values/ids.js";

type Parts = Pick<ServerContext, "announce" | "serverName" | "store" | "writer">;

/** For all users of this server in a room that was upgraded here. */
export async function followUpgrade(context: Parts, from: string, to: string): Promise<void> {
  const room = await context.writer.room(from);
  for (const [user, membership] of room?.memberships ?? [])
    if (membership === "join" && serverOf(user) === context.serverName)
      await copyKept(context, user, from, to);
}

/** For all users of this server in a room that was upgraded by hand: a tombstone leads to the room that names it. */
export async function followTombstone(
  context: Parts & Pick<ServerContext, "work">,
  from: string,
  tombstone: JsonObject,
): Promise<void> {
  const to = own(tombstone, "replacement_room");
  if (typeof to !== "string" || (await predecessorOf(context, to)) !== from) return;
  // The answer does not wait for all users, as at an upgrade by the endpoint.
  context.work.behind("what users keep about a room was not copied", () => followUpgrade(context, from, to), {
    roomId: from,
  });
}

/** For a user who has joined a room, if it takes the place of one that they were in, which says so itself. */
export async function followOnJoin(context: Parts, userId: string, roomId: string): Promise<void> {
  const from = await predecessorOf(context, roomId);
  if (from === undefined || from === roomId) return;
  const held = await context.store.membership(from, userId);
  if (held?.joinedAt === undefined) return;
  const tombstone = (await contentIn(context, from, "m.room.tombstone")) ?? {};
  if (own(tombstone, "replacement_room") === roomId) await copyKept(context, userId, from, roomId);
}

/** The room that a room takes the place of, as it says itself. */
async function predecessorOf(context: Pick<Parts, "writer">, roomId: string): Promise<string | undefined> {
  const predecessor = own((await contentIn(context, roomId, "m.room.create")) ?? {}, "predecessor");
  const from = isJsonObject(predecessor) ? own(predecessor, "room_id") : undefined;
  return typeof from === "string" ? from : undefined;
}

async function contentIn(
  { writer }: Pick<Parts, "writer">,
  roomId: string,
  type: string,
): Promise<JsonObject | undefined> {
  return writer.look(roomId, (draft) => draft.shownContent(type));
}

/** For one user. */
export async function copyKept(
  { announce, store }: Pick<Parts, "announce" | "store">,
  userId: string,
  from: string,
  to: string,
): Promise<void> {
  const tags = await store.accountData({ userId, roomId: from, type: "m.tag" });
  const known = await store.accountData({ userId, roomId: to, type: "m.tag" });
  if (tags !== undefined && known === undefined)
    announce(await store.changeAccountData({ userId, roomId: to, type: "m.tag" }, (now) => now ?? tags));
  const key = { userId, roomId: undefined, type: "m.direct" };
  const direct = await store.accountData(key);
  if (direct !== undefined && withRoom(direct, from, to) !== undefined)
    announce(await store.changeAccountData(key, (now) => now && withRoom(now, from, to)));
  await changeRules({ announce, store }, userId, (kept) => withRulesFor(kept, from, to));
}

/** The same with a room wherever another one is; undefined where nothing changes. */
function withRoom(direct: JsonObject, from: string, to: string): JsonObject | undefined {
  let isChanged = false;
  const entries = Object.entries(direct).map(([user, rooms]) => {
    if (!Array.isArray(rooms) || !rooms.includes(from) || rooms.includes(to)) return [user, rooms] as const;
    isChanged = true;
    return [user, [...rooms, to]] as const;
  });
  return isChanged ? Object.fromEntries(entries) : undefined;
}
