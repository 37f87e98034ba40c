import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { markRead } from "../../receipts/mark-read.js";
import { eventIdOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

const MARKS = ["m.fully_read", "m.read", "m.read.private"] as const;

type Handler = ClientServerHandlers<Auth>["setReadMarker"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/read_markers`: Set read markers
 *
 * Takes `path`, `body` and `auth`; answers `200` or `429`.
 *
 * @knockgen handler client-server/setReadMarker e303fede-e9e3349e
 */
export const setReadMarker =
  (context: Pick<Context, "announce" | "now" | "sendEdu" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, body, auth }) => {
    const marks = MARKS.flatMap((type) => {
      const given = body[type];
      return given === undefined ? [] : [{ type, eventId: eventIdOf(given) }];
    });
    for (const mark of marks) await markRead(context, { userId: auth.userId, roomId: path.roomId, ...mark });
    return { status: 200, body: {} };
  };
