import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { notFound } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getWellknown"];

/**
 * `GET /.well-known/matrix/client`: Find the homeserver of a name
 *
 * Takes nothing; answers `200` or `404`.
 *
 * @knockgen handler client-server/getWellknown 9d32f6ac-bb46b9f8
 */
export const getWellknown =
  ({ config }: Pick<Context, "config">): Handler =>
  () => {
    const url = config.clientUrl;
    // The name of the server may be delegated, so clients are left to ask where they have asked.
    if (url === undefined) throw notFound("This server is not told where clients reach it");
    return { status: 200, body: { "m.homeserver": { base_url: url.replace(/\/+$/, "") } } };
  };
