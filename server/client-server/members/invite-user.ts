import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invite } from "../../membership/invite.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["inviteUser"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/invite`: Invite a user by their Matrix ID
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400`, `403` or `429`.
 *
 * @knockgen handler client-server/inviteUser 75641b3b-d48770c1
 */
export const inviteUser =
  (context: Context): Handler =>
  async ({ path, body, auth }) => {
    await context.limits.take("invite", auth.userId);
    // As with a new room (C38), though the specification has it there only.
    const content = Reflect.get(body, "is_direct") === true ? { is_direct: true } : {};
    const { user_id: target, reason } = body;
    await invite(context, { ...path, sender: auth.userId, target, reason, content });
    return { status: 200, body: {} };
  };
