import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { checkKeySize } from "../../devices/key-size.js";
import { namedKeys } from "../../devices/named-keys.js";
import { invalidParam, MatrixHttpError, unknownToken } from "../../errors.js";
import type { KeyUpload } from "../../store/devices/device-key-store.js";
import { KeysRefused } from "../../store/devices/save-keys.js";
import { asJsonObject } from "../../values/json.js";
import { objectIn } from "../../values/json-members.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["uploadKeys"];

/**
 * `POST /_matrix/client/v3/keys/upload`: Publish the device's keys
 *
 * Takes `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/uploadKeys dce4d5da-177b5239
 */
export const uploadKeys =
  ({ announce, store }: Pick<Context, "announce" | "store">): Handler =>
  async ({ body, auth }) => {
    const given = asJsonObject(body);
    const { device_keys: device } = body;
    if (device !== undefined && (device.user_id !== auth.userId || device.device_id !== auth.deviceId))
      throw invalidParam("The keys are of another device");
    const deviceKeys = device && objectIn(given, "device_keys");
    if (deviceKeys !== undefined) checkKeySize(deviceKeys);
    const upload: KeyUpload = {
      deviceKeys,
      oneTimeKeys: namedKeys(objectIn(given, "one_time_keys")),
      fallbackKeys: namedKeys(objectIn(given, "fallback_keys")),
    };
    const change = await store.saveKeys(auth, upload).catch(refuse);
    if (change !== undefined) announce(change);
    const { counts } = await store.keyStock(auth);
    return { status: 200, body: { one_time_key_counts: Object.fromEntries(counts) } };
  };

function refuse(error: unknown): never {
  if (!(error instanceof KeysRefused)) throw error;
  if (error.reason === "gone") throw unknownToken();
  if (error.reason === "full") throw invalidParam("The device has too many keys");
  throw new MatrixHttpError(400, "M_UNKNOWN", "Another key has the name of one of these");
}
