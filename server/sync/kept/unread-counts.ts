/** Unread counts as they were last found: the next ones are these, and what has come since. */
import { BoundedMap } from "../../bounds/bounded-map.js";
import type { Position, Store } from "../../store/store.js";
import {
  MAX_COUNTED,
  MAX_IN_THREADS,
  MAX_NEW,
  type UnreadCount,
  type UnreadNews,
  type UnreadQuery,
} from "../../store/unread/unread.js";
import type { Touches } from "../../touches.js";
import { groupBy } from "../../values/group.js";

/** Rooms of users. */
const MAX_ROOMS = 50_000;
/** Rooms with more are counted anew each time. */
const MAX_THREADS = 20;

interface Found {
  readonly joinedAt: Position;
  readonly at: Position;
  readonly counts: readonly UnreadCount[];
}

type Parts = { readonly store: Pick<Store, "unread" | "unreadSince">; readonly touches: Touches };
type Room = UnreadQuery["rooms"][number];

export class UnreadCounts {
  readonly #found = new BoundedMap<string, Found>(MAX_ROOMS);

  async find({ store, touches }: Parts, query: UnreadQuery): Promise<readonly UnreadCount[]> {
    const { userId, rooms, upTo } = query;
    const known = new Map<Room, Found>();
    for (const room of rooms) {
      const found = this.#found.get(keyOf(userId, room));
      // Who has read further, or ignores others than before, is touched.
      if (found?.joinedAt === room.joinedAt && found.at <= upTo && !touches.user(userId, found.at))
        known.set(room, found);
    }
    const advanced = await advance(store, query, known);
    const others = rooms.filter((room) => !advanced.has(room));
    const counted = byRoom(others.length === 0 ? [] : await store.unread({ ...query, rooms: others }));
    for (const room of others) advanced.set(room, counted.get(room.roomId) ?? []);
    for (const [room, counts] of advanced)
      if (counts.length <= MAX_THREADS)
        this.#found.set(keyOf(userId, room), { joinedAt: room.joinedAt, at: upTo, counts });
    return [...advanced.values()].flat();
  }
}

function keyOf(userId: string, { roomId }: Room): string {
  return `${userId} ${roomId}`;
}

function byRoom<T extends { readonly roomId: string }>(list: readonly T[]): Map<string, T[]> {
  return groupBy(list, (each) => [each.roomId, each]);
}

/** The rooms of which the counts follow from those that were found. */
async function advance(
  store: Parts["store"],
  { userId, upTo, ignored }: UnreadQuery,
  known: ReadonlyMap<Room, Found>,
): Promise<Map<Room, readonly UnreadCount[]>> {
  const advanced = new Map<Room, readonly UnreadCount[]>();
  const after = [...known].map(([{ roomId }, { at }]) => ({ roomId, after: at }));
  const news = byRoom(after.length === 0 ? [] : await store.unreadSince(userId, after, upTo));
  for (const [room, { counts }] of known) {
    const added = news.get(room.roomId) ?? [];
    // Users have read up to where they send, and redacted events count no longer.
    if (added.length === MAX_NEW || added.some(({ sender, redacts }) => redacts || sender === userId))
      continue;
    const seen = added.filter(({ sender, level }) => level !== 0 && !ignored.includes(sender));
    const all = withNews(room.roomId, counts, seen);
    if (!isFull(all)) advanced.set(room, all);
  }
  return advanced;
}

function withNews(
  roomId: string,
  counts: readonly UnreadCount[],
  news: readonly Pick<UnreadNews, "thread" | "level">[],
): UnreadCount[] {
  const threads = new Map(counts.map((count) => [count.thread, count]));
  for (const { thread, level } of news) {
    const { notifications = 0, highlights = 0 } = threads.get(thread) ?? {};
    const more = { notifications: notifications + 1, highlights: highlights + Number(level === 2) };
    threads.set(thread, { roomId, thread, ...more });
  }
  return [...threads.values()];
}

/** Whether the store counts no further. */
function isFull(counts: readonly UnreadCount[]): boolean {
  let [inRoom, inThreads] = [0, 0];
  for (const { thread, notifications } of counts)
    if (thread === undefined) inRoom += notifications;
    else inThreads += notifications;
  return inRoom >= MAX_COUNTED || inThreads >= MAX_IN_THREADS;
}
