import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { putKeys } from "../../key-backup/keys.js";
import { asJsonObject } from "../../values/json.js";
import { objectIn } from "../../values/json-members.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["putRoomKeys"];

/**
 * `PUT /_matrix/client/v3/room_keys/keys`: Store keys in a backup
 *
 * Takes `query`, `body` and `auth`; answers `200`, `403`, `404` or `429`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/putRoomKeys 7f3e1d9d-7791fdd5
 */
export const putRoomKeys =
  (context: Pick<Context, "store">): Handler =>
  async ({ query, body, auth }) => {
    const rooms = objectIn(asJsonObject(body), "rooms");
    return {
      status: 200,
      body: await putKeys(context, { userId: auth.userId, version: query.version }, rooms),
    };
  };
