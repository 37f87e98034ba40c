import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { noBridge } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["queryLocationByProtocol"];

/**
 * `GET /_matrix/client/v3/thirdparty/location/{protocol}`: Find places of another network
 *
 * Takes `path`, `query` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/queryLocationByProtocol db896979-4cbe14c7
 */
export const queryLocationByProtocol =
  (_context: Context): Handler =>
  () =>
    noBridge();
