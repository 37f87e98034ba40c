import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { clientError } from "../membership/find-room.js";
import { publicRooms } from "../room/public-rooms.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { serverNamed } from "./server-name.js";

type Handler = ClientServerHandlers<Auth>["queryPublicRooms"];

/**
 * `POST /_matrix/client/v3/publicRooms`: Search the room directory
 *
 * Takes `query`, `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/queryPublicRooms 6c52becb-8a002242
 */
export const queryPublicRooms =
  (context: Pick<Context, "federation" | "serverName" | "store" | "writer">): Handler =>
  async ({ query, body }) => {
    const { limit, since, filter } = body;
    const term = filter?.generic_search_term;
    if (query.server === undefined || query.server === context.serverName) {
      const wish = { limit, since, term, types: filter?.room_types };
      return { status: 200, body: await publicRooms(context, wish) };
    }
    const answer = await context.federation.searchPublicRooms(serverNamed(query.server), {
      ...(limit === undefined ? {} : { limit }),
      ...(since === undefined ? {} : { since }),
      ...(term === undefined ? {} : { filter: { generic_search_term: term } }),
    });
    if (!answer.ok) throw clientError(answer.error);
    return { status: 200, body: answer.value };
  };
