import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getWhoIs"];

/**
 * `GET /_matrix/client/v3/admin/whois/{userId}`: Look up a user's connections
 *
 * Takes `path` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/getWhoIs 5477bd33-ff81ff4f
 */
export const getWhoIs =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ path, auth }) => {
    // This server has no administrators, and only they may ask about others.
    if (path.userId !== auth.userId) throw forbidden("That is another user");
    const devices = await store.devicesOf(auth.userId);
    return {
      status: 200,
      body: {
        user_id: auth.userId,
        devices: Object.fromEntries(
          devices.map(({ deviceId, lastCall: { ip, ts } = {} }) => {
            const connections = ts === undefined ? [] : [{ ...(ip !== undefined && { ip }), last_seen: ts }];
            return [deviceId, { sessions: [{ connections }] }];
          }),
        ),
      },
    };
  };
