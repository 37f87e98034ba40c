import type { JsonObject } from "@knockgen/auth";
import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { isSendTransactionResponse200 } from "@knockgen/matrix/validators/server-server";
import { badJson } from "../../errors.js";
import { answerPdus, type PduResult, readTransaction } from "../../federation/incoming/transaction-inbox.js";
import { isResident } from "../../membership/require-member.js";
import { textIn } from "../../values/json-members.js";
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
      // Events that follow an entry were sent after it had begun: to ask once is enough.
      const entering = await enteringAmong(context, pdus);
      const followsEntry = (json: JsonObject): boolean => entering.has(textIn(json, "room_id") ?? "");
      const take = async (json: JsonObject): Promise<PduResult> => {
        const result = await takePdu(context, auth.origin, json, followsEntry(json));
        // Only the operators of the two servers can find out which one is at fault.
        if (result.error !== undefined)
          context.log("warn", "an event was refused", { origin: auth.origin, ...result });
        return result;
      };
      // Events that have to wait for a join or a knock of a local user hold up nothing else.
      const last = new Set(pdus.filter(followsEntry));
      const first = pdus.filter((json) => !last.has(json));
      const results = await answerPdus(first, take);
      await takeEdus(context, auth.origin, edus);
      return { pdus: { ...results.pdus, ...(await answerPdus([...last], take)).pdus } };
    });
    if (!isSendTransactionResponse200(answer))
      throw new Error("an answer to a transaction has lost its shape");
    return { status: 200, body: answer };
  };

/** Rooms of events that local users are about to join, or to knock at. Other processes' are asked for where this server is not in the room. */
async function enteringAmong(context: Context, pdus: readonly JsonObject[]): Promise<ReadonlySet<string>> {
  const { entries } = context;
  const elsewhere: string[] = [];
  for (const roomId of new Set(pdus.map((json) => textIn(json, "room_id") ?? "")))
    if (!entries.hasOthers || !(await isResident(context, roomId))) elsewhere.push(roomId);
  return entries.enteringAmong(elsewhere);
}
