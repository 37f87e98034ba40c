import { canonicalEventJson } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { checkCrossSigningKeys, readCrossSigningKeys } from "../../devices/cross-signing.js";
import type { CrossSigningKeyRecord } from "../../store/devices/cross-signing-store.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { askForPassword, PasswordAsked, type Wanted } from "../sessions/interactive.js";

type Handler = ClientServerHandlers<Auth>["uploadCrossSigningKeys"];
type Parts = Pick<Context, "announce" | "limits" | "now" | "ownKeys" | "serverName" | "store">;

/**
 * `POST /_matrix/client/v3/keys/device_signing/upload`: Publish cross-signing keys
 *
 * Takes `body` and `auth`; answers `200`, `400` or `403`.
 *
 * @since Matrix 1.1
 *
 * @knockgen handler client-server/uploadCrossSigningKeys 54194e5a-f636640e
 */
export const uploadCrossSigningKeys =
  (context: Parts): Handler =>
  async ({ body, auth, request }) => {
    const { auth: proof, ...parts } = body;
    const given = readCrossSigningKeys(auth.userId, asJsonObject(parts));
    if (given.length === 0) return { status: 200, body: {} };
    const wanted = { auth, operation: "uploadCrossSigningKeys", parts, proof, ip: request.ip };
    // Where others were kept meanwhile, all is looked at anew: of two first keys at once, the second takes the password.
    while (!(await upload(context, wanted, given)));
    return { status: 200, body: {} };
  };

/** False where the user has got other keys meanwhile. */
async function upload(
  context: Parts,
  wanted: Wanted,
  given: readonly CrossSigningKeyRecord[],
): Promise<boolean> {
  const { userId } = wanted.auth;
  const keys = await context.store.crossSigningKeys([userId]);
  const devices = await context.store.devicesOf(userId);
  const isKnown = (key: CrossSigningKeyRecord): boolean =>
    keys.some(({ usage, publicKey }) => usage === key.usage && publicKey === key.publicKey);
  checkCrossSigningKeys(userId, given, { keys, deviceIds: devices.map(({ deviceId }) => deviceId) });
  // Neither the first keys nor those that are there already take the password (C166).
  if (keys.some(({ usage }) => usage === "master") && !given.every(isKnown)) {
    const asked = await askForPassword(context, wanted);
    if (asked !== undefined) throw new PasswordAsked(asked);
  }
  const isSame = (key: CrossSigningKeyRecord): boolean =>
    keys.some(
      ({ usage, json }) => usage === key.usage && canonicalEventJson(json) === canonicalEventJson(key.json),
    );
  if (given.every(isSame)) return true;
  const change = await context.store.saveCrossSigningKeys(userId, given, keys);
  if (change !== undefined) context.announce(change);
  return change !== undefined;
}
