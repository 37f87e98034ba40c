import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { isSendTransactionResponse200 } from "@knockgen/matrix/validators/server-server";
import { badJson } from "../../errors.js";
import { answerPdus, readTransaction } from "../../federation/incoming/transaction-inbox.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { takePdu } from "./receive.js";
import { takeEdus } from "./take-edu.js";

type Handler = ServerServerHandlers<Auth>["sendTransaction"];

/**
 * `PUT /_matrix/federation/v1/send/{txnId}`: Send events to a server
 *
 * Takes `path`, `body` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/sendTransaction 182d0bcd-f8bf2928
 */
export const sendTransaction =
  (context: Context): Handler =>
  async ({ path, auth }) => {
    const read = readTransaction(auth.content);
    if (!read.ok) throw badJson(read.message);
    const { pdus, edus } = read.transaction;
    const answer = await context.inbox.answer(auth.origin, path.txnId, async () => {
      const results = await answerPdus(pdus, async (json) => {
        const result = await takePdu(context, auth.origin, json);
        // Only the operators of the two servers can find out which one is at fault.
        if (result.error !== undefined)
          context.log("warn", "an event was refused", { origin: auth.origin, ...result });
        return result;
      });
      await takeEdus(context, auth.origin, edus);
      return results;
    });
    if (!isSendTransactionResponse200(answer))
      throw new Error("an answer to a transaction has lost its shape");
    return { status: 200, body: answer };
  };
