/** Changes of devices, by user: of those who share a room with the reader, and those who share none any longer (C154 to C157). */
import { isJsonObject, own } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { Room } from "../room/room.js";
import type { Span } from "../store/device-lists.js";
import type { MembershipRecord, Position } from "../store/store.js";
import { type SyncStream, streamOf } from "./stream.js";

type Parts = Pick<ServerContext, "store" | "touches" | "writer">;

/** User IDs, none of them twice. */
export interface DeviceLists {
  readonly changed: string[];
  readonly left: string[];
}

export const deviceListStream: SyncStream = streamOf({
  name: "device lists",
  // A first sync has none: a client that knows nothing asks for all lists anyway.
  read: async (context, { auth, memberships, since, upTo }) =>
    since === undefined
      ? { changed: [], left: [] }
      : deviceListNews(context, { userId: auth.userId, memberships, after: since, upTo }),
  put: (answer, { changed, left }) => {
    const hasNews = changed.length > 0 || left.length > 0;
    if (hasNews) answer.device_lists = { changed, left };
    return hasNews;
  },
});

/** Reads them for one user. */
export async function deviceListNews(
  context: Parts,
  asked: Span & { readonly userId: string; readonly memberships: readonly MembershipRecord[] },
): Promise<DeviceLists> {
  const { userId, memberships, after, upTo } = asked;
  const isWithin = (position: Position | undefined): boolean =>
    position !== undefined && position > after && position <= upTo;
  const joined = memberships.filter(({ membership }) => membership === "join");
  const rooms = await roomsOf(context, joined);
  const shares = (user: string): boolean => rooms.some((room) => room.membershipOf(user) === "join");
  const names = rooms.map(({ roomId }) => roomId);
  const isTouched =
    context.touches.user(userId, after) || names.some((roomId) => context.touches.room(roomId, after));
  const changed = new Set(isTouched ? await context.store.deviceListsChanged(userId, names, asked) : []);
  const entered = new Set(joined.filter(({ joinedAt }) => isWithin(joinedAt)).map(({ roomId }) => roomId));
  for (const room of rooms)
    if (entered.has(room.roomId))
      for (const user of joinedMembers(room))
        if (user !== userId || room.at("m.room.encryption", "") !== undefined) changed.add(user);
  const gone = new Set<string>();
  const moved = rooms.filter(({ roomId, head = 0 }) => head > after && !entered.has(roomId));
  for (const { user, isIn, wasIn } of await moves(context, moved, asked))
    if (isIn && !wasIn) changed.add(user);
    else if (wasIn && !isIn) gone.add(user);
  const out = memberships.filter(
    ({ membership, joinedAt, position }) =>
      (membership === "leave" || membership === "ban") && joinedAt !== undefined && isWithin(position),
  );
  for (const room of await roomsOf(context, out)) for (const user of joinedMembers(room)) gone.add(user);
  const left = [...gone].filter((user) => user !== userId && !shares(user));
  return { changed: [...changed].sort(), left: left.sort() };
}

async function roomsOf(
  { writer }: Parts,
  memberships: readonly MembershipRecord[],
): Promise<readonly Room[]> {
  const rooms = await Promise.all(memberships.map(({ roomId }) => writer.room(roomId)));
  return rooms.filter((room) => room !== undefined);
}

function joinedMembers(room: Room): readonly string[] {
  return [...room.memberships].flatMap(([user, membership]) => (membership === "join" ? [user] : []));
}

/** Members of some rooms whose membership has changed: whether they are in, and were before. */
async function moves(
  { store }: Parts,
  rooms: readonly Room[],
  span: Span,
): Promise<readonly { readonly user: string; readonly isIn: boolean; readonly wasIn: boolean }[]> {
  const byId = new Map(rooms.map((room) => [room.roomId, room]));
  const changes = await store.memberChanges([...byId.keys()], span);
  const earlier = await store.events(changes.flatMap(({ before }) => before ?? []));
  const joins = new Set(
    earlier.flatMap(({ eventId, json }) => {
      const content = own(json, "content");
      return isJsonObject(content) && own(content, "membership") === "join" ? [eventId] : [];
    }),
  );
  return changes.map(({ roomId, userId, before = "" }) => ({
    user: userId,
    isIn: byId.get(roomId)?.membershipOf(userId) === "join",
    wasIn: joins.has(before),
  }));
}
