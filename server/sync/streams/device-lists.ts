/** Changes of devices, by user: of those who share a room with the reader, and those who share none any longer (C154 to C157). */
import type { ServerContext } from "../../context.js";
import { membershipIn } from "../../room/history-visibility.js";
import type { Room } from "../../room/room.js";
import type { Span } from "../../store/devices/device-lists.js";
import type { MembershipRecord, Position } from "../../store/store.js";
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

type Asked = Span & { readonly userId: string; readonly memberships: readonly MembershipRecord[] };

/** Reads them for one user. */
export async function deviceListNews(context: Parts, asked: Asked): Promise<DeviceLists> {
  const { userId, memberships, after } = asked;
  const joined = memberships.filter(({ membership }) => membership === "join");
  const rooms = await roomsOf(context, joined);
  const isNew = new Set(
    joined.filter(({ joinedAt }) => isWithin(asked, joinedAt)).map(({ roomId }) => roomId),
  );
  const entered = rooms.filter(({ roomId }) => isNew.has(roomId));
  const stayed = rooms.filter(({ roomId, head = 0 }) => head > after && !isNew.has(roomId));
  const changed = new Set([
    ...(await listsChanged(context, rooms, asked)),
    ...entered.flatMap((room) => metIn(room, userId)),
  ]);
  const gone = new Set(await membersOfLeft(context, asked));
  for (const { user, isIn, wasIn } of await moves(context, stayed, asked))
    if (isIn && !wasIn) changed.add(user);
    else if (wasIn && !isIn) gone.add(user);
  const shares = (user: string): boolean => rooms.some((room) => room.membershipOf(user) === "join");
  const left = [...gone].filter((user) => user !== userId && !shares(user));
  return { changed: [...changed].sort(), left: left.sort() };
}

function isWithin({ after, upTo }: Span, position: Position | undefined): boolean {
  return position !== undefined && position > after && position <= upTo;
}

/** Users whose lists have changed, as far as they share one of the rooms. */
async function listsChanged(
  { store, touches }: Parts,
  rooms: readonly Room[],
  asked: Asked,
): Promise<readonly string[]> {
  const names = rooms.map(({ roomId }) => roomId);
  const isTouched =
    touches.user(asked.userId, asked.after) || names.some((roomId) => touches.room(roomId, asked.after));
  return isTouched ? await store.deviceListsChanged(asked.userId, names, asked) : [];
}

/** Users to be told of when a room is entered: its members, and the user too where it is encrypted. */
function metIn(room: Room, userId: string): readonly string[] {
  const isEncrypted = room.at("m.room.encryption", "") !== undefined;
  return joinedMembers(room).filter((user) => user !== userId || isEncrypted);
}

/** Members of the rooms that the user has left. */
async function membersOfLeft(context: Parts, asked: Asked): Promise<readonly string[]> {
  const left = asked.memberships.filter(
    ({ membership, joinedAt, position }) =>
      (membership === "leave" || membership === "ban") && joinedAt !== undefined && isWithin(asked, position),
  );
  return (await roomsOf(context, left)).flatMap(joinedMembers);
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
  const joins = new Set(earlier.flatMap((event) => (membershipIn(event) === "join" ? [event.eventId] : [])));
  return changes.map(({ roomId, userId, before = "" }) => ({
    user: userId,
    isIn: byId.get(roomId)?.membershipOf(userId) === "join",
    wasIn: joins.has(before),
  }));
}
