import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { MatrixHttpError } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["forgetRoom"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/forget`: Forget a room that one has left
 *
 * Takes `path` and `auth`; answers `200`, `400` or `429`.
 *
 * @knockgen handler client-server/forgetRoom c3b2f491-8c7b67b9
 */
export const forgetRoom =
  ({ announce, store }: Pick<Context, "announce" | "store">): Handler =>
  async ({ path, auth }) => {
    const held = await store.membership(path.roomId, auth.userId);
    if (held !== undefined && held.membership !== "leave" && held.membership !== "ban")
      throw new MatrixHttpError(400, "M_UNKNOWN", "Leave the room before you forget it");
    announce(await store.forget(path.roomId, auth.userId));
    return { status: 200, body: {} };
  };
