import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { invalidParam } from "../../errors.js";
import { publicRooms } from "../../room/public-rooms.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["queryPublicRooms"];

/**
 * `POST /_matrix/federation/v1/publicRooms`: Search another server's directory
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/queryPublicRooms fb81d75f-70d3459f
 */
export const queryPublicRooms =
  (context: Pick<Context, "store" | "writer">): Handler =>
  async ({ body }) => {
    const { limit, since, filter } = body;
    if (limit !== undefined && limit < 0) throw invalidParam("limit is negative");
    const wish = { limit, since, term: filter?.generic_search_term, types: filter?.room_types };
    return { status: 200, body: await publicRooms(context, wish) };
  };
