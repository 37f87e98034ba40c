import { ROOM_VERSIONS } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { DEFAULT_ROOM_VERSION } from "../../config.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getCapabilities"];

/**
 * `GET /_matrix/client/v3/capabilities`: List what this server can do
 *
 * Takes `auth`; answers `200` or `429`.
 *
 * @knockgen handler client-server/getCapabilities d760e102-c615d7a7
 */
export const getCapabilities =
  ({ config }: Pick<Context, "config">): Handler =>
  () => ({
    status: 200,
    body: {
      capabilities: {
        "m.room_versions": {
          default: config.defaultRoomVersion ?? DEFAULT_ROOM_VERSION,
          available: Object.fromEntries(
            Object.values(ROOM_VERSIONS).map(({ version, disposition }) => [version, disposition]),
          ),
        },
        "m.change_password": { enabled: true },
        "m.profile_fields": { enabled: true },
        "m.set_displayname": { enabled: true },
        "m.set_avatar_url": { enabled: true },
        // Nothing of these is here (C136).
        "m.3pid_changes": { enabled: false },
        "m.get_login_token": { enabled: false },
        "m.forget_forced_upon_leave": { enabled: false },
      },
    },
  });
