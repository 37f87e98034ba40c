import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { clientError } from "../../membership/client-error.js";
import { publicRooms } from "../../room/public-rooms.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { serverNamed } from "./server-name.js";

type Handler = ClientServerHandlers<Auth>["getPublicRooms"];

/**
 * `GET /_matrix/client/v3/publicRooms`: Browse the room directory
 *
 * Takes `query`; answers `200`.
 *
 * @knockgen handler client-server/getPublicRooms 10f8ce61-5b07d3c0
 */
export const getPublicRooms =
  (context: Pick<Context, "federation" | "serverName" | "store" | "writer">): Handler =>
  async ({ query }) => {
    const { server, limit, since } = query;
    if (server === undefined || server === context.serverName)
      return { status: 200, body: await publicRooms(context, { limit, since }) };
    const answer = await context.federation.publicRooms(serverNamed(server), {
      ...(limit === undefined ? {} : { limit }),
      ...(since === undefined ? {} : { since }),
    });
    if (!answer.ok) throw clientError(answer.error);
    return { status: 200, body: answer.value };
  };
