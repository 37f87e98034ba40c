import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getRoomVisibilityOnDirectory"];

/**
 * `GET /_matrix/client/v3/directory/list/room/{roomId}`: See whether a room is listed
 *
 * Takes `path`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getRoomVisibilityOnDirectory f949ba94-c5e42934
 */
export const getRoomVisibilityOnDirectory =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ path }) => {
    const room = await store.room(path.roomId);
    // O36: a room that is not listed is answered as one that is not there.
    return { status: 200, body: { visibility: room?.published === true ? "public" : "private" } };
  };
