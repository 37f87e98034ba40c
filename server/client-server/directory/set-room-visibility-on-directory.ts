import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden, notFound } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { hasStatePower } from "../power.js";

type Handler = ClientServerHandlers<Auth>["setRoomVisibilityOnDirectory"];

/**
 * `PUT /_matrix/client/v3/directory/list/room/{roomId}`: List or unlist a room
 *
 * Takes `path`, `body` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/setRoomVisibilityOnDirectory c4eeb719-026fc5ff
 */
export const setRoomVisibilityOnDirectory =
  (context: Pick<Context, "store" | "writer">): Handler =>
  async ({ path, body, auth }) => {
    const room = await context.writer.room(path.roomId);
    // O36: who is not in it does not learn whether it is there.
    if (room?.membershipOf(auth.userId) !== "join") throw notFound("There is no such room here");
    if (!(await hasStatePower(context, path.roomId, auth.userId, "m.room.canonical_alias")))
      throw forbidden("You may not list this room");
    await context.store.setPublished(path.roomId, (body?.visibility ?? "public") === "public");
    return { status: 200, body: {} };
  };
