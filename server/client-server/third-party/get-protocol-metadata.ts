import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { noBridge } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["getProtocolMetadata"];

/**
 * `GET /_matrix/client/v3/thirdparty/protocol/{protocol}`: Describe a protocol
 *
 * Takes `path` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getProtocolMetadata 04a2a411-be55b30e
 */
export const getProtocolMetadata =
  (_context: Context): Handler =>
  () =>
    noBridge();
