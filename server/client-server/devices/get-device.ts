import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { notFound } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { shownDevice } from "./shown-device.js";

type Handler = ClientServerHandlers<Auth>["getDevice"];

/**
 * `GET /_matrix/client/v3/devices/{deviceId}`: Read one device
 *
 * Takes `path` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getDevice 1e494526-99df9d31
 */
export const getDevice =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ path, auth }) => {
    const devices = await store.devicesOf(auth.userId);
    const device = devices.find(({ deviceId }) => deviceId === path.deviceId);
    if (device === undefined) throw notFound("You have no such device");
    return { status: 200, body: shownDevice(device) };
  };
