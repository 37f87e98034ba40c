import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden } from "../../errors.js";
import { addressKey } from "../../limits/address-key.js";
import { checkId, checkText } from "../../values/check-id.js";
import { randomId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { localUser, taken } from "../sessions/localpart.js";
import { checkNewPassword, hashPassword } from "../sessions/passwords.js";
import { openDevice } from "../sessions/sessions.js";

const DUMMY = "m.login.dummy";

function freshLocalpart(): string {
  const random = randomId(6).toLowerCase();
  return `u${random.replace(/[^a-z0-9]/g, "")}`;
}

type Handler = ClientServerHandlers<Auth>["register"];
type Input = Parameters<Handler>[0];

/**
 * `POST /_matrix/client/v3/register`: Open an account
 *
 * Takes `query` and `body`; answers `200`, `400`, `401`, `403` or `429`.
 *
 * @knockgen handler client-server/register 8d7d9a35-61eed128
 */
export const register =
  (context: Context): Handler =>
  async ({ body, query, request }) => {
    assertIsOpen(context.config, query.kind);
    await context.limits.take("registration", addressKey(request.ip));
    const localpart = body.username ?? freshLocalpart();
    const name = localUser(localpart, context.serverName);
    checkTexts(body);
    if ((await context.store.account(name)) !== undefined) throw taken();
    if (body.auth?.type !== DUMMY)
      return {
        status: 401,
        body: { flows: [{ stages: [DUMMY] }], params: {}, session: body.auth?.session ?? randomId(9) },
      };
    const passwordHash = body.password === undefined ? undefined : await hashPassword(body.password);
    const made = await context.store.createAccount({
      userId: name,
      passwordHash,
      displayName: localpart.toLowerCase(),
      avatarUrl: undefined,
    });
    if (!made) throw taken();
    if (body.inhibit_login === true) return { status: 200, body: { user_id: name } };
    const device = await openDevice(context, name, body);
    return { status: 200, body: { user_id: name, home_server: context.serverName, ...device } };
  };

function assertIsOpen(config: Context["config"], kind: Input["query"]["kind"]): void {
  if (config.registration !== "open") throw forbidden("Registration is closed");
  if (kind === "guest") throw forbidden("There are no guest accounts here");
}

function checkTexts(body: Input["body"]): void {
  checkId(body.device_id ?? "", "device ID");
  checkText(body.initial_device_display_name ?? "", "device's name");
  if (body.password !== undefined) checkNewPassword(body.password);
}
