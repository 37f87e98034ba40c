import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { missingParam } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { searchRooms } from "./search-rooms.js";

type Handler = ClientServerHandlers<Auth>["search"];

/**
 * `POST /_matrix/client/v3/search`: Search
 *
 * Takes `query`, `body` and `auth`; answers `200`, `400` or `429`.
 *
 * @knockgen handler client-server/search 8ba14575-695d47c7
 */
export const search =
  (context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ body, query, auth }) => {
    const { room_events: wanted } = body.search_categories;
    if (wanted === undefined) throw missingParam("Only the events of rooms can be searched");
    return {
      status: 200,
      body: {
        search_categories: { room_events: await searchRooms(context, auth, wanted, query.next_batch) },
      },
    };
  };
