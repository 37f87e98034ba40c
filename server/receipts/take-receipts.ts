/** `m.receipt` of other servers (C48). */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { serverOf } from "../ids.js";
import { isAllowedIn } from "../server-server/room-access.js";

/** Receipts of one EDU that are looked at; more are dropped. */
const MAX_RECEIPTS = 500;

/** Takes those of users of the sending server who are in the room, of events that are here. */
export async function takeReceipts(
  context: Pick<ServerContext, "announce" | "now" | "store" | "writer">,
  origin: string,
  content: JsonObject,
): Promise<void> {
  let left = MAX_RECEIPTS;
  for (const [roomId, types] of Object.entries(content)) {
    const read = isJsonObject(types) ? own(types, "m.read") : undefined;
    if (!isJsonObject(read)) continue;
    const room = await context.writer.room(roomId);
    if (room === undefined || !(await isAllowedIn(context, roomId, origin))) continue;
    for (const [userId, receipt] of Object.entries(read)) {
      if (left-- <= 0) return;
      if (serverOf(userId) !== origin || room.membershipOf(userId) !== "join" || !isJsonObject(receipt))
        continue;
      const ids = own(receipt, "event_ids");
      const data = own(receipt, "data");
      const eventId = Array.isArray(ids) ? ids[0] : undefined;
      const [event] = typeof eventId === "string" ? await context.store.events([eventId]) : [];
      if (event?.roomId !== roomId) continue;
      const thread = isJsonObject(data) ? own(data, "thread_id") : undefined;
      const ts = isJsonObject(data) ? own(data, "ts") : undefined;
      context.announce(
        await context.store.saveReceipt({
          roomId,
          userId,
          type: "m.read",
          threadId: typeof thread === "string" && thread !== "" && thread.length <= 255 ? thread : undefined,
          eventId: event.eventId,
          eventPosition: event.position,
          ts: typeof ts === "number" && ts >= 0 ? ts : context.now(),
        }),
      );
    }
  }
}
