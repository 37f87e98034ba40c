import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

/**
 * Clients choose paths by these (C11): by 1.11 they would ask for media in a way that is not here. What earlier releases have added
 * and this server leaves out, it refuses as the specification wants.
 */
const LAST_RELEASE = 10;
const VERSIONS: string[] = Array.from({ length: LAST_RELEASE }, (_, at) => `v1.${at + 1}`);

type Handler = ClientServerHandlers<Auth>["getVersions"];

/**
 * `GET /_matrix/client/versions`: List the releases that this server speaks
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/getVersions 72589c30-92ce4209
 */
export const getVersions =
  (_context: Context): Handler =>
  () => ({ status: 200, body: { versions: VERSIONS, unstable_features: {} } });
