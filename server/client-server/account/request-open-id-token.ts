import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { randomId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { requireOwn } from "../own-only.js";
import { hashToken } from "../sessions/passwords.js";

const TOKEN_MS = 60 * 60_000;

type Handler = ClientServerHandlers<Auth>["requestOpenIdToken"];

/**
 * `POST /_matrix/client/v3/user/{userId}/openid/request_token`: Get an OpenID token
 *
 * Takes `path`, `body` and `auth`; answers `200` or `429`.
 *
 * @knockgen handler client-server/requestOpenIdToken 655c09d6-a821646d
 */
export const requestOpenIdToken =
  ({ now, serverName, store }: Pick<Context, "now" | "serverName" | "store">): Handler =>
  async ({ path, auth }) => {
    requireOwn(auth, path.userId);
    const token = randomId(32);
    await store.saveOpenIdToken(hashToken(token), auth.userId, now() + TOKEN_MS, now());
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: "Bearer",
        matrix_server_name: serverName,
        expires_in: TOKEN_MS / 1000,
      },
    };
  };
