import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { noBridge } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["queryUserByID"];

/**
 * `GET /_matrix/client/v3/thirdparty/user`: Find the foreign user behind a Matrix user
 *
 * Takes `query` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/queryUserByID 39064c85-330fda3e
 */
export const queryUserByID =
  (_context: Context): Handler =>
  () =>
    noBridge();
