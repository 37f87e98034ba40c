import type { JsonObject } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { requireMember } from "../../membership/require-member.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { sendRedaction } from "./send-redaction.js";

type Handler = ClientServerHandlers<Auth>["redactEvent"];

/**
 * `PUT /_matrix/client/v3/rooms/{roomId}/redact/{eventId}/{txnId}`: Redact an event
 *
 * Takes `path`, `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/redactEvent 74759909-48a35b85
 */
export const redactEvent =
  (context: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, body, auth }) => {
    const { reason } = body;
    const content = reason === undefined ? {} : { reason };
    return { status: 200, body: { event_id: await redactOnce(context, auth, path, content) } };
  };

/** Redacts what a path names, and gives the ID of the redaction. */
export async function redactOnce(
  context: Pick<Context, "serverName" | "store" | "writer">,
  auth: Auth,
  path: { readonly roomId: string; readonly eventId: string; readonly txnId: string },
  content: JsonObject,
): ReturnType<typeof sendRedaction> {
  await requireMember(context, path.roomId, auth.userId);
  const { roomId, eventId: redacts, txnId: transactionId } = path;
  return sendRedaction(context, auth, { roomId, redacts, transactionId, content });
}
