/** Receipts in `/sync` (C41): one `m.receipt` a room, of what changed since, and of all in a room that is new. */
import type { MembershipRecord } from "../../store/store.js";
import type { Receipt } from "../../store/unread/receipts.js";
import { groupBy } from "../../values/group.js";
import { addEphemeral } from "./rooms.js";
import {
  type StreamContext,
  type SyncAnswer,
  type SyncStream,
  type SyncView,
  shownRooms,
  streamOf,
} from "./stream.js";

const TYPE = "m.receipt";

export const receiptStream: SyncStream = streamOf({
  name: "receipts",
  read: readReceipts,
  put: putReceipts,
});

async function readReceipts(
  { store, touches }: Pick<StreamContext, "store" | "touches">,
  view: SyncView,
): Promise<readonly Receipt[]> {
  const { auth, filter, after, upTo } = view;
  const joined = shownRooms(view).filter(({ roomId }) => filter.wantsEphemeral(TYPE, roomId));
  const isNew = ({ joinedAt = 0 }: MembershipRecord): boolean => joinedAt > after;
  const isTouched = touches.user(auth.userId, after);
  const mayHaveNews = ({ roomId }: MembershipRecord): boolean => isTouched || touches.room(roomId, after);
  const names = (records: readonly MembershipRecord[]): string[] => records.map(({ roomId }) => roomId);
  const found = await Promise.all([
    store.receiptsBetween(
      auth.userId,
      names(joined.filter((each) => !isNew(each) && mayHaveNews(each))),
      after,
      upTo,
    ),
    store.receiptsBetween(auth.userId, names(joined.filter(isNew)), 0, upTo),
  ]);
  return found.flat().filter(({ userId }) => filter.wantsEphemeralOf(userId));
}

/** Puts receipts into the entries of joined rooms, of which some are there only for them. */
function putReceipts(answer: SyncAnswer, news: readonly Receipt[], { after }: SyncView): boolean {
  const byRoom = groupBy(news, (receipt) => [receipt.roomId, receipt]);
  for (const [roomId, receipts] of byRoom)
    addEphemeral(answer.rooms, roomId, after, { type: TYPE, content: contentOf(receipts) });
  return byRoom.size > 0;
}

/** By event, type and user. Of a user's two for one event the later in the list stays: the unthreaded one (C43). */
function contentOf(receipts: readonly Receipt[]): Record<string, unknown> {
  const events: Record<string, Record<string, Record<string, object>>> = Object.create(null);
  for (const { eventId, type, userId, ts, threadId } of receipts) {
    events[eventId] ??= Object.create(null);
    const types = events[eventId] ?? {};
    types[type] ??= Object.create(null);
    const users = types[type] ?? {};
    users[userId] = { ts, ...(threadId !== undefined && { thread_id: threadId }) };
  }
  return { ...events };
}
