import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { badJson } from "../../errors.js";
import { requireMember } from "../../membership/require-member.js";
import { checkId } from "../../values/check-id.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { requireNewRelation } from "./new-relation.js";
import { sendOnce } from "./send-once.js";
import { sendRedaction } from "./send-redaction.js";

type Handler = ClientServerHandlers<Auth>["sendMessage"];

/**
 * `PUT /_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}`: Send a message event
 *
 * Takes `path`, `body` and `auth`; answers `200` or `400`.
 *
 * @knockgen handler client-server/sendMessage b747b0cf-747e0a2c
 */
export const sendMessage =
  (context: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, body, auth }) => ({
    status: 200,
    body: { event_id: await sendContent(context, auth, path, body) },
  });

/** Sends what a path names, and gives the ID of the event. */
export async function sendContent(
  context: Pick<Context, "serverName" | "store" | "writer">,
  auth: Auth,
  path: { readonly roomId: string; readonly eventType: string; readonly txnId: string },
  body: unknown,
): ReturnType<typeof sendOnce> {
  const { roomId, eventType: type, txnId: transactionId } = path;
  await requireMember(context, roomId, auth.userId);
  const content = asJsonObject(body);
  checkId(transactionId, "transaction ID");
  const { redacts, ...rest } = content;
  if (type === "m.room.redaction") {
    if (typeof redacts !== "string") throw badJson("redacts is the ID of the event to redact");
    return sendRedaction(context, auth, { roomId, redacts, transactionId, content: rest });
  }
  return sendOnce(context, auth, { roomId, type, transactionId }, async (draft) => {
    await requireNewRelation(context, draft, auth, { type, content });
    return { content };
  });
}
