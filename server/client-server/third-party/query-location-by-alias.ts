import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { noBridge } from "./third-party.js";

type Handler = ClientServerHandlers<Auth>["queryLocationByAlias"];

/**
 * `GET /_matrix/client/v3/thirdparty/location`: Find the place behind a room alias
 *
 * Takes `query` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/queryLocationByAlias 48dfab6c-d901d44c
 */
export const queryLocationByAlias =
  (_context: Context): Handler =>
  () =>
    noBridge();
