import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { type MatrixHttpError, notFound } from "../../errors.js";
import { checkId } from "../../values/check-id.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["updateDevice"];

/**
 * `PUT /_matrix/client/v3/devices/{deviceId}`: Rename a device
 *
 * Takes `path`, `body` and `auth`; answers `200`, `201` or `404`.
 *
 * @knockgen handler client-server/updateDevice 967f8198-9bce6fe4
 */
export const updateDevice =
  ({ announce, store }: Pick<Context, "announce" | "store">): Handler =>
  async ({ path, body, auth }) => {
    const device = { userId: auth.userId, deviceId: path.deviceId };
    checkId(body.display_name ?? "", "name");
    if (body.display_name !== undefined) {
      const change = await store.renameDevice(device, body.display_name);
      if (change === undefined) throw unknown();
      announce(change);
    } else if (!(await store.devicesOf(auth.userId)).some(({ deviceId }) => deviceId === device.deviceId))
      throw unknown();
    return { status: 200, body: {} };
  };

function unknown(): MatrixHttpError {
  return notFound("You have no such device");
}
