import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { MatrixHttpError } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { hashToken } from "./passwords.js";
import { newTokens } from "./sessions.js";

type Handler = ClientServerHandlers<Auth>["refresh"];

/**
 * `POST /_matrix/client/v3/refresh`: Refresh the access token
 *
 * Takes `body`; answers `200`, `401` or `429`.
 *
 * @since Matrix 1.3
 *
 * @knockgen handler client-server/refresh 3f58a491-db53cf4b
 */
export const refresh =
  ({ now, store }: Pick<Context, "now" | "store">): Handler =>
  async ({ body }) => {
    const { given, kept } = newTokens(now(), true);
    const device = await store.refreshDevice(hashToken(body.refresh_token), kept);
    if (device === undefined)
      throw new MatrixHttpError(401, "M_UNKNOWN_TOKEN", "The refresh token is not known");
    return { status: 200, body: given };
  };
