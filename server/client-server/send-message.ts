import { own, ROOM_VERSIONS } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { eventIdOf } from "../ids.js";
import type { Auth } from "./auth.js";
import { checkId } from "./check-id.js";
import type { Context } from "./context.js";
import { asJsonObject } from "./json.js";
import { requireResident } from "./require-resident.js";

type Handler = ClientServerHandlers<Auth>["sendMessage"];

/**
 * `PUT /_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}`: Send a message event
 *
 * Takes `path`, `body` and `auth`; answers `200` or `400`.
 *
 * @knockgen handler client-server/sendMessage b747b0cf-747e0a2c
 */
export const sendMessage =
  (context: Pick<Context, "serverName" | "writer">): Handler =>
  async ({ path, body, auth }) => {
    await requireResident(context, path.roomId);
    const { txnId: transactionId, eventType: type } = path;
    const content = asJsonObject(body);
    checkId(transactionId, "transaction ID");
    const request = { type, sender: auth.userId, device: auth.deviceId, transactionId };
    const sent = await context.writer.change(path.roomId, async (draft) => {
      // Looked at here, so that of two requests at once the second sees what the first has sent.
      const before = await draft.sentBy(request);
      if (before !== undefined) return before;
      const outside = type === "m.room.redaction" && !ROOM_VERSIONS[draft.room.version].redactsInContent;
      const redacts = outside ? own(content, "redacts") : undefined;
      const event = await draft.send(
        { type, sender: auth.userId, content, ...(typeof redacts === "string" ? { redacts } : {}) },
        { transactionId, device: auth.deviceId },
      );
      return event.eventId;
    });
    return { status: 200, body: { event_id: eventIdOf(sent) } };
  };
