import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { hashToken } from "../../client-server/sessions/passwords.js";
import { missingToken, unknownToken } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["exchangeOpenIdToken"];

/**
 * `GET /_matrix/federation/v1/openid/userinfo`: Ask whose an OpenID token is
 *
 * Takes `query`; answers `200` or `401`.
 *
 * @knockgen handler server-server/exchangeOpenIdToken d28a97bc-b4eb69e3
 */
export const exchangeOpenIdToken =
  ({ now, store }: Pick<Context, "now" | "store">): Handler =>
  async ({ query }) => {
    const { access_token: token } = query;
    if (token === undefined) throw missingToken();
    const sub = await store.openIdUser(hashToken(token), now());
    if (sub === undefined) throw unknownToken();
    return { status: 200, body: { sub } };
  };
