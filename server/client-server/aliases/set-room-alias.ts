import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden, MatrixHttpError } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { MAX_ALIASES, requireLocalAlias } from "./local-alias.js";

type Handler = ClientServerHandlers<Auth>["setRoomAlias"];

/**
 * `PUT /_matrix/client/v3/directory/room/{roomAlias}`: Give a room an alias
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400` or `409`.
 *
 * @knockgen handler client-server/setRoomAlias 128525a1-ac991bba
 */
export const setRoomAlias =
  ({ serverName, store, writer }: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, body, auth }) => {
    const alias = path.roomAlias;
    requireLocalAlias(alias, serverName);
    // The same for a room that does not exist, so that nothing is told about rooms (O36).
    const room = await writer.room(body.room_id);
    if (room?.membershipOf(auth.userId) !== "join") throw forbidden("You are not in this room");
    if ((await store.aliasesOf(body.room_id, MAX_ALIASES)).length === MAX_ALIASES)
      throw forbidden("The room has too many aliases");
    if (!(await store.addAlias(alias, body.room_id, auth.userId)))
      throw new MatrixHttpError(409, "M_UNKNOWN", `${alias} is taken`);
    return { status: 200, body: {} };
  };
