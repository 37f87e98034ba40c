import { own } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invalidParam } from "../../errors.js";
import { markRead } from "../../receipts/mark-read.js";
import { checkId } from "../../values/check-id.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

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
    await markRead(context, { userId: auth.userId, roomId, eventId, type, threadId: threadIn(body) });
    return { status: 200, body: {} };
  };

function threadIn(body: unknown): string | undefined {
  const threadId = body === undefined ? undefined : own(asJsonObject(body), "thread_id");
  if (threadId === undefined || threadId === null) return undefined;
  if (typeof threadId !== "string") throw invalidParam("The thread is not named by a text");
  return threadId;
}
