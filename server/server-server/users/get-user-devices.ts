import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { queryLocal } from "../../devices/local-keys.js";
import { notFound } from "../../errors.js";
import { serverOf, userId as userIdOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["getUserDevices"];

/**
 * `GET /_matrix/federation/v1/user/devices/{userId}`: List a user's devices
 *
 * Takes `path` and `auth`; answers `200`.
 *
 * @knockgen handler server-server/getUserDevices fb6d8ae9-71530863
 */
export const getUserDevices =
  (context: Pick<Context, "serverName" | "store">): Handler =>
  async ({ path }) => {
    const userId = userIdOf(path.userId);
    if (serverOf(userId) !== context.serverName) throw notFound("That is not a user of this server");
    // Read before the keys: what changes in between is told with a number that is greater.
    const streamId = await context.store.deviceListPosition(userId);
    const { devices, crossSigning } = await queryLocal(context, new Map([[userId, []]]), undefined);
    const found = devices.get(userId);
    if (found === undefined) throw notFound("There is no such user here");
    const [master, selfSigning] = [crossSigning.master.get(userId), crossSigning.self_signing.get(userId)];
    return {
      status: 200,
      body: {
        user_id: userId,
        stream_id: streamId,
        devices: [...found].map(([deviceId, { unsigned, ...keys }]) => ({
          device_id: deviceId,
          keys,
          ...(unsigned?.device_display_name !== undefined && {
            device_display_name: unsigned.device_display_name,
          }),
        })),
        ...(master !== undefined && { master_key: master }),
        ...(selfSigning !== undefined && { self_signing_key: selfSigning }),
      },
    };
  };
