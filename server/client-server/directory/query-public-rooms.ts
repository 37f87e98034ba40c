import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { clientError } from "../../membership/client-error.js";
import { publicRooms } from "../../room/public-rooms.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
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
    const { generic_search_term: term, room_types: types } = filter ?? {};
    if (query.server === undefined || query.server === context.serverName) {
      const wish = { limit, since, term, types };
      return { status: 200, body: await publicRooms(context, wish) };
    }
    const answer = await context.federation.searchPublicRooms(serverNamed(query.server), {
      ...(limit !== undefined && { limit }),
      ...(since !== undefined && { since }),
      ...(filter && {
        filter: {
          ...(term !== undefined && { generic_search_term: term }),
          ...(types !== undefined && { room_types: types }),
        },
      }),
    });
    if (!answer.ok) throw clientError(answer.error);
    return { status: 200, body: answer.value };
  };
