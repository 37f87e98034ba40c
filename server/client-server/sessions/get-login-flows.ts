import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getLoginFlows"];

/**
 * `GET /_matrix/client/v3/login`: List the ways to log in
 *
 * Takes nothing; answers `200`, `404` or `429`.
 *
 * @knockgen handler client-server/getLoginFlows 11916c34-36339780
 */
export const getLoginFlows =
  (_context: Context): Handler =>
  () => ({
    status: 200,
    body: { flows: [{ type: "m.login.password" }] },
  });
