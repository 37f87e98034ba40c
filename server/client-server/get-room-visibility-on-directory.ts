import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { notFound } from "../errors.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";

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
    if (room === undefined) throw notFound("There is no such room here");
    return { status: 200, body: { visibility: room.published ? "public" : "private" } };
  };
