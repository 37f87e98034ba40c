/** A user of ours has read up to an event: receipts, told to others or not, and the marker of all that was read. */
import type { ServerContext } from "../context.js";
import { forbidden, invalidParam } from "../errors.js";
import { isOf } from "./thread.js";

export type ReceiptType = "m.read" | "m.read.private" | "m.fully_read";

/** Mark that a client sets. */
export interface Mark {
  readonly userId: string;
  readonly roomId: string;
  readonly eventId: string;
  readonly type: ReceiptType;
  readonly threadId?: string | undefined;
}

type Parts = Pick<ServerContext, "announce" | "now" | "sendEdu" | "serverName" | "store" | "writer">;

/** Keeps the mark, unless it lies before the one that is kept; for an event that this server does not hold nothing happens. */
export async function markRead(context: Parts, mark: Mark): Promise<void> {
  const { userId, roomId, eventId, type, threadId } = mark;
  const room = await context.writer.room(roomId);
  if (room?.membershipOf(userId) !== "join") throw forbidden("You are not in this room");
  if (threadId === "" || (threadId !== undefined && type === "m.fully_read"))
    throw invalidParam("There is no such thread");
  const [event] = await context.store.events([eventId]);
  if (event === undefined) return;
  if (event.roomId !== roomId) throw invalidParam("The event is of another room");
  if (threadId !== undefined && !(await isOf(context, event, threadId)))
    throw invalidParam("The event is not in this thread");
  if (type === "m.fully_read") {
    await moveMarker(context, mark, event.position);
    return;
  }
  const ts = context.now();
  const change = await context.store.saveReceipt({
    roomId,
    userId,
    type,
    threadId,
    eventId,
    eventPosition: event.position,
    ts,
  });
  context.announce(change);
  // Others know that users have read what they have sent.
  if (type !== "m.read" || change.rooms.length === 0 || event.sender === userId) return;
  const data = { ts, ...(threadId !== undefined && { thread_id: threadId }) };
  const content = { [roomId]: { "m.read": { [userId]: { data, event_ids: [eventId] } } } };
  await context.sendEdu(room.servers, { edu_type: "m.receipt", content });
}

/** The marker is account data, and moves only forwards (C45), also where two devices move it at once. */
async function moveMarker(
  { announce, store }: Parts,
  { userId, roomId, eventId }: Mark,
  position: number,
): Promise<void> {
  const key = { userId, roomId, type: "m.fully_read" };
  for (let isKept = false; !isKept; ) {
    const before = (await store.accountData(key))?.event_id;
    const [kept] = typeof before === "string" ? await store.events([before]) : [];
    if (kept !== undefined && kept.position >= position) return;
    const change = await store.changeAccountData(key, (now) =>
      now?.event_id === before ? { event_id: eventId } : undefined,
    );
    announce(change);
    isKept = change.users.length > 0;
  }
}
