/** `m.receipt` of other servers (C48). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { spend } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { isAllowedIn } from "../room/room-access.js";
import type { Receipt } from "../store/unread/receipts.js";
import { serverOf } from "../values/ids.js";

/** Receipts of one EDU that are looked at, and rooms; more are dropped. */
const MAX_RECEIPTS = 500;

/** Takes those of users of the sending server who are in the room; those of events that are not here yet wait. */
export async function takeReceipts(
  context: Pick<ServerContext, "announce" | "earlyReceipts" | "now" | "store" | "writer">,
  origin: string,
  content: JsonObject,
): Promise<void> {
  let left = MAX_RECEIPTS;
  for (const roomId in content) {
    if (left-- <= 0) return;
    const read = publicReceiptsIn(own(content, roomId));
    if (read === undefined) continue;
    const room = await context.writer.room(roomId);
    if (room === undefined || !(await isAllowedIn(context, roomId, origin))) continue;
    for (const userId in read) {
      if (left-- <= 0) return;
      const entry = own(read, userId);
      if (serverOf(userId) !== origin || room.membershipOf(userId) !== "join") continue;
      spend({ events: 1 });
      const receipt = receiptIn(entry, { roomId, userId, ts: context.now() });
      if (receipt !== undefined) await context.earlyReceipts.save(receipt);
    }
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
