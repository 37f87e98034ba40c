import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { noBridge } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["queryUserByProtocol"];

/**
 * `GET /_matrix/client/v3/thirdparty/user/{protocol}`: Find users of another network
 *
 * Takes `path`, `query` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/queryUserByProtocol 015eef62-84e00d7e
 */
export const queryUserByProtocol =
  (_context: Context): Handler =>
  () =>
    noBridge();
