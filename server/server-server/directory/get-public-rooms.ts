import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { publicRooms } from "../../room/public-rooms.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["getPublicRooms"];

/**
 * `GET /_matrix/federation/v1/publicRooms`: Browse another server's directory
 *
 * Takes `query` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/getPublicRooms 4617ed0c-79639d06
 */
export const getPublicRooms =
  (context: Pick<Context, "store" | "writer">): Handler =>
  async ({ query }) => {
    const { limit, since } = query;
    return { status: 200, body: await publicRooms(context, { limit, since }) };
  };
