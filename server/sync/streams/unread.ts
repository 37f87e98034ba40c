/** Unread counts in `/sync` (C201 to C206), for every room of an answer, and for those in which the user has read further. */
import { eventIdOf } from "../../values/ids.js";
import { addToJoined, type JoinedRoom } from "./rooms.js";
import { type StreamContext, type SyncAnswer, type SyncStream, type SyncView, shownRooms } from "./stream.js";

type Counts = NonNullable<JoinedRoom["unread_notifications"]>;

/** Added by hand, as it looks at what the streams before it have put into the answer. */
export const unreadStream: SyncStream = { name: "unread counts", add: addUnread };

async function addUnread(
  {
    ignored: lists,
    store,
    touches,
    unreadCounts,
  }: Pick<StreamContext, "ignored" | "store" | "touches" | "unreadCounts">,
  answer: SyncAnswer,
  view: SyncView,
): Promise<boolean> {
  const { auth, filter, since, after, upTo } = view;
  const { userId } = auth;
  const isTouched = since === undefined || touches.user(userId, since);
  const present = new Map(Object.entries(answer.rooms.join));
  const shown = shownRooms(view);
  // Where receipts are wanted, they have put their rooms there.
  const quiet = shown.filter(
    ({ roomId }) =>
      !present.has(roomId) &&
      !filter.wantsEphemeral("m.receipt", roomId) &&
      (isTouched || touches.room(roomId, after)),
  );
  const read = await store.roomsRead(
    userId,
    quiet.map(({ roomId }) => roomId),
    after,
    upTo,
  );
  for (const roomId of read) addToJoined(answer.rooms, roomId, after, {});
  const there = new Set([...present.keys(), ...read]);
  const rooms = shown.flatMap(({ roomId, joinedAt = 0 }) =>
    there.has(roomId) ? [{ roomId, joinedAt }] : [],
  );
  if (rooms.length === 0) return false;
  // Not the list of the filter, which may be older by as long as the request has waited.
  const ignored = [...(await lists.of(userId))];
  const byRoom = new Map<string, Map<string | undefined, Counts>>();
  const found = await unreadCounts.find({ store, touches }, { userId, rooms, upTo, ignored });
  for (const { roomId, thread, notifications, highlights } of found) {
    const threads = byRoom.get(roomId) ?? new Map<string | undefined, Counts>();
    byRoom.set(roomId, threads);
    const key = filter.countsThreads ? thread : undefined;
    const { notification_count = 0, highlight_count = 0 } = threads.get(key) ?? {};
    threads.set(key, {
      notification_count: notification_count + notifications,
      highlight_count: highlight_count + highlights,
    });
  }
  for (const [roomId, threads] of byRoom)
    addToJoined(answer.rooms, roomId, after, {
      unread_notifications: threads.get(undefined) ?? { notification_count: 0, highlight_count: 0 },
      ...(threads.size > Number(threads.has(undefined)) && {
        unread_thread_notifications: inThreads(threads),
      }),
    });
  return read.length > 0;
}

function inThreads(threads: ReadonlyMap<string | undefined, Counts>): Record<string, Counts> {
  return Object.fromEntries(
    [...threads].flatMap(([root, counts]) => (root === undefined ? [] : [[eventIdOf(root), counts]])),
  );
}
