import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { shownDevice } from "./shown-device.js";

type Handler = ClientServerHandlers<Auth>["getDevices"];

/**
 * `GET /_matrix/client/v3/devices`: List the user's devices
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/getDevices 2abb48ba-722588dc
 */
export const getDevices =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ auth }) => {
    const devices = await store.devicesOf(auth.userId);
    return { status: 200, body: { devices: devices.map(shownDevice) } };
  };
