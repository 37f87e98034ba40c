import type { PushRuleset } from "@knockgen/matrix/client-server";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";

/** No rule that notifies: this server sends no push messages, and clients count for themselves. */
const RULES: PushRuleset = { override: [], content: [], room: [], sender: [], underride: [] };

type Handler = ClientServerHandlers<Auth>["getPushRules"];

/**
 * `GET /_matrix/client/v3/pushrules/`: Read all push rules
 *
 * Takes `auth`; answers `200`.
 *
 * @knockgen handler client-server/getPushRules fd28debf-a0092388
 */
export const getPushRules =
  (_context: Context): Handler =>
  () => ({ status: 200, body: { global: RULES } });
