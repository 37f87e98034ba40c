/** `m.receipt` of other servers (C48). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { spend } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { isAllowedIn } from "../room/room-access.js";
import type { Receipt } from "../store/unread/receipts.js";
import { serverOf } from "../values/ids.js";

/** Receipts of one EDU that are looked at, and rooms; more are dropped. */
const MAX_RECEIPTS = 500;

type TakesReceipts = Pick<ServerContext, "announce" | "earlyReceipts" | "now" | "store" | "writer">;

interface ReceiptsOfRoom {
  readonly roomId: string;
  /** By user. */
  readonly read: JsonObject;
  /** How much of the EDU may still be looked at. */
  readonly bound: { left: number };
}

/** Takes those of users of the sending server who are in the room; those of events that are not here yet wait. */
export async function takeReceipts(
  context: TakesReceipts,
  origin: string,
  content: JsonObject,
): Promise<void> {
  const bound = { left: MAX_RECEIPTS };
  for (const roomId in content) {
    if (bound.left-- <= 0) return;
    const read = publicReceiptsIn(own(content, roomId));
    if (read !== undefined) await takeInRoom(context, origin, { roomId, read, bound });
  }
}

async function takeInRoom(
  context: TakesReceipts,
  origin: string,
  { roomId, read, bound }: ReceiptsOfRoom,
): Promise<void> {
  const room = await context.writer.room(roomId);
  if (room === undefined || !(await isAllowedIn(context, roomId, origin))) return;
  for (const userId in read) {
    if (bound.left-- <= 0) return;
    if (serverOf(userId) !== origin || room.membershipOf(userId) !== "join") continue;
    spend({ events: 1 });
    const receipt = receiptIn(own(read, userId), { roomId, userId, ts: context.now() });
    if (receipt !== undefined) await context.earlyReceipts.save(receipt);
  }
}

function publicReceiptsIn(types: JsonValue | undefined): JsonObject | undefined {
  const read = isJsonObject(types) ? own(types, "m.read") : undefined;
  return isJsonObject(read) ? read : undefined;
}

/** A receipt as another server writes it. */
function receiptIn(
  entry: JsonValue | undefined,
  { roomId, userId, ts: now }: Pick<Receipt, "roomId" | "userId" | "ts">,
): Omit<Receipt, "eventPosition"> | undefined {
  if (!isJsonObject(entry)) return undefined;
  const ids = own(entry, "event_ids");
  const data = own(entry, "data");
  const eventId = Array.isArray(ids) ? ids[0] : undefined;
  if (typeof eventId !== "string" || eventId.length > 255) return undefined;
  const thread = isJsonObject(data) ? own(data, "thread_id") : undefined;
  const ts = isJsonObject(data) ? own(data, "ts") : undefined;
  return {
    roomId,
    userId,
    type: "m.read",
    threadId: typeof thread === "string" && thread !== "" && thread.length <= 255 ? thread : undefined,
    eventId,
    ts: typeof ts === "number" && ts >= 0 ? ts : now,
  };
}
