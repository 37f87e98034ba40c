import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { addressKey } from "../../limits/address-key.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { localUser, taken } from "../sessions/localpart.js";

type Handler = ClientServerHandlers<Auth>["checkUsernameAvailability"];

/**
 * `GET /_matrix/client/v3/register/available`: Ask whether a user name is free
 *
 * Takes `query`; answers `200`, `400` or `429`.
 *
 * @knockgen handler client-server/checkUsernameAvailability 4ae0a441-e6e8e5a8
 */
export const checkUsernameAvailability =
  (context: Pick<Context, "limits" | "serverName" | "store">): Handler =>
  async ({ query, request }) => {
    await context.limits.take("registration", addressKey(request.ip));
    const name = localUser(query.username, context.serverName);
    if ((await context.store.account(name)) !== undefined) throw taken();
    return { status: 200, body: { available: true } };
  };
