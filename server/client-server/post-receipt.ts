import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { markRead } from "../receipts/mark-read.js";
import { checkId } from "../values/check-id.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";

type Handler = ClientServerHandlers<Auth>["postReceipt"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/receipt/{receiptType}/{eventId}`: Send a receipt
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400` or `429`.
 *
 * @knockgen handler client-server/postReceipt c2874ea9-182ea54b
 */
export const postReceipt =
  (context: Pick<Context, "announce" | "now" | "sendEdu" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, body, auth }) => {
    const { roomId, eventId, receiptType: type } = path;
    checkId(eventId, "event ID");
    await markRead(context, { userId: auth.userId, roomId, eventId, type, threadId: body?.thread_id });
    return { status: 200, body: {} };
  };
