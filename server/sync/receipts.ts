/** Receipts in `/sync` (C41): one `m.receipt` a room, of what changed since, and of all in a room that is new. */
import type { ServerContext } from "../context.js";
import { roomId as asRoomId } from "../ids.js";
import type { Receipt } from "../store/receipts.js";
import type { MembershipRecord, Position } from "../store/types.js";
import type { ReadFilter } from "./filter.js";
import { addToJoined, type Rooms } from "./rooms.js";

const TYPE = "m.receipt";

/** Puts receipts into the entries of joined rooms, of which some are there only for them. */
export async function putReceipts(
  { store }: Pick<ServerContext, "store">,
  rooms: Required<Rooms>,
  view: {
    readonly userId: string;
    readonly memberships: readonly MembershipRecord[];
    readonly filter: ReadFilter;
    readonly after: Position;
    readonly upTo: Position;
  },
): Promise<void> {
  const { userId, filter, after, upTo } = view;
  if (!filter.wantsEphemeral(TYPE)) return;
  const joined = view.memberships.filter(
    ({ membership, roomId, joinedAt = 0 }) =>
      membership === "join" && filter.wantsRoom(roomId) && (joinedAt <= upTo || rooms.join[asRoomId(roomId)]),
  );
  const isNew = ({ joinedAt = 0 }: MembershipRecord): boolean => joinedAt > after;
  const names = (records: readonly MembershipRecord[]): string[] => records.map(({ roomId }) => roomId);
  const found = await Promise.all([
    store.receiptsBetween(userId, names(joined.filter((each) => !isNew(each))), after, upTo),
    store.receiptsBetween(userId, names(joined.filter(isNew)), 0, upTo),
  ]);
  const byRoom = new Map<string, Receipt[]>();
  for (const receipt of found.flat()) {
    const list = byRoom.get(receipt.roomId);
    if (list === undefined) byRoom.set(receipt.roomId, [receipt]);
    else list.push(receipt);
  }
  for (const [roomId, receipts] of byRoom)
    addToJoined(rooms, roomId, after, {
      ephemeral: { events: [{ type: TYPE, content: contentOf(receipts) }] },
    });
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
