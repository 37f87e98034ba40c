import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { readRoomKeys } from "../../key-backup/keys.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getRoomKeysByRoomId"];

/**
 * `GET /_matrix/client/v3/room_keys/keys/{roomId}`: Read a room's keys of a backup
 *
 * Takes `path`, `query` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/getRoomKeysByRoomId dbccaa1b-ef172c1b
 */
export const getRoomKeysByRoomId =
  (context: Pick<Context, "store">): Handler =>
  async ({ path, query, auth }) => ({
    status: 200,
    body: await readRoomKeys(context, { userId: auth.userId, version: query.version }, path.roomId),
  });
