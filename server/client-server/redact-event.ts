import { ROOM_VERSIONS } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invalidParam } from "../errors.js";
import type { Auth } from "./auth.js";
import { checkId } from "./check-id.js";
import type { Context } from "./context.js";
import { requireRedactLevel } from "./power.js";
import { requireResident } from "./require-resident.js";
import { sendOnce } from "./send-once.js";

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
    await requireResident(context, path.roomId);
    const { roomId, eventId: redacts, txnId: transactionId } = path;
    checkId(transactionId, "transaction ID");
    checkId(redacts, "event ID");
    const [target] = await context.store.events([redacts]);
    if (target !== undefined && target.roomId !== roomId) throw invalidParam("The event is of another room");
    const reason = body?.reason;
    const request = { roomId, type: "m.room.redaction", transactionId };
    const event_id = await sendOnce(context, auth, request, async (draft) => {
      if (target !== undefined && target.sender !== auth.userId) await requireRedactLevel(draft, auth.userId);
      const inContent = ROOM_VERSIONS[draft.room.version].redactsInContent;
      const content = { ...(reason !== undefined && { reason }), ...(inContent && { redacts }) };
      return { content, ...(inContent ? {} : { redacts }) };
    });
    return { status: 200, body: { event_id } };
  };
