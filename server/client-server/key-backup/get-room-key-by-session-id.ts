import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { notFound } from "../../errors.js";
import { readKey } from "../../key-backup/keys.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getRoomKeyBySessionId"];

/**
 * `GET /_matrix/client/v3/room_keys/keys/{roomId}/{sessionId}`: Read one key of a backup
 *
 * Takes `path`, `query` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/getRoomKeyBySessionId 03ba1d90-67177e6b
 */
export const getRoomKeyBySessionId =
  (context: Pick<Context, "store">): Handler =>
  async ({ path, query, auth }) => {
    const key = await readKey(context, { userId: auth.userId, version: query.version }, path);
    if (key === undefined) throw notFound("There is no such key in the backup");
    return { status: 200, body: key };
  };
