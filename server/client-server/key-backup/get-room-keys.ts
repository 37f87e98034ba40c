import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { readKeys } from "../../key-backup/keys.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getRoomKeys"];

/**
 * `GET /_matrix/client/v3/room_keys/keys`: Read all keys of a backup
 *
 * Takes `query` and `auth`; answers `200`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/getRoomKeys c7f040b3-49664cc4
 */
export const getRoomKeys =
  (context: Pick<Context, "store">): Handler =>
  async ({ query, auth }) => ({
    status: 200,
    body: { rooms: await readKeys(context, { userId: auth.userId, version: query.version }) },
  });
