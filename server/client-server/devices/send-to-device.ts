import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { pause } from "../../bounds/turns.js";
import { sendMessages } from "../../devices/send-messages.js";
import { checkId } from "../../values/check-id.js";
import { asJsonObject } from "../../values/json.js";
import { objectIn } from "../../values/json-members.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["sendToDevice"];

/**
 * `PUT /_matrix/client/v3/sendToDevice/{eventType}/{txnId}`: Send messages to devices
 *
 * Takes `path`, `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/sendToDevice d79e6ce7-3cf3a547
 */
export const sendToDevice =
  (context: Pick<Context, "announce" | "now" | "serverName" | "store">): Handler =>
  async ({ path, body, auth }) => {
    const { eventType: type, txnId: transactionId } = path;
    checkId(type, "type");
    checkId(transactionId, "transaction ID");
    const contents = objectIn(asJsonObject(body), "messages");
    await pause();
    await sendMessages(context, auth, { type, transactionId, contents });
    return { status: 200, body: {} };
  };
