import { canonicalEventJson } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { checkCrossSigningKeys, readCrossSigningKeys } from "../devices/cross-signing.js";
import type { CrossSigningKeyRecord } from "../store/devices/cross-signing-store.js";
import { asJsonObject } from "../values/json.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";
import { askForPassword, PasswordAsked } from "./interactive.js";

type Handler = ClientServerHandlers<Auth>["uploadCrossSigningKeys"];

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
  (context: Pick<Context, "announce" | "limits" | "now" | "ownKeys" | "serverName" | "store">): Handler =>
  async ({ body, auth, request }) => {
    const { userId } = auth;
    const { auth: proof, ...parts } = body;
    const given = readCrossSigningKeys(userId, asJsonObject(parts));
    const keys = await context.store.crossSigningKeys([userId]);
    const devices = await context.store.devicesOf(userId);
    const isKnown = (key: CrossSigningKeyRecord): boolean =>
      keys.some(({ usage, publicKey }) => usage === key.usage && publicKey === key.publicKey);
    if (given.length === 0) return { status: 200, body: {} };
    checkCrossSigningKeys(userId, given, { keys, deviceIds: devices.map(({ deviceId }) => deviceId) });
    // Neither the first keys nor those that are there already take the password (C166).
    if (keys.some(({ usage }) => usage === "master") && !given.every(isKnown)) {
      const wanted = { auth, operation: "uploadCrossSigningKeys", parts, proof, ip: request.ip };
      const asked = await askForPassword(context, wanted);
      if (asked !== undefined) throw new PasswordAsked(asked);
    }
    const isSame = (key: CrossSigningKeyRecord): boolean =>
      keys.some(
        ({ usage, json }) => usage === key.usage && canonicalEventJson(json) === canonicalEventJson(key.json),
      );
    if (!given.every(isSame)) context.announce(await context.store.saveCrossSigningKeys(userId, given));
    return { status: 200, body: {} };
  };
