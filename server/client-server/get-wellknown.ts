import { isServerName } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { IncomingRequest } from "@knockgen/matrix/runtime/route";
import { notFound } from "../errors.js";
import type { Auth } from "./auth.js";
import type { Context } from "./context.js";

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
  ({ request }) => {
    const url = config.clientUrl ?? askedAt(request);
    if (url === undefined) throw notFound("This server does not know where clients reach it");
    return { status: 200, body: { "m.homeserver": { base_url: url.replace(/\/+$/, "") } } };
  };

/** The address at which the file itself was asked for: the API is at the same one. */
function askedAt({ header, source }: IncomingRequest): string | undefined {
  const host = header("host");
  if (host === undefined || !isServerName(host)) return undefined;
  const secure = header("x-forwarded-proto") === "https" || isOverTls(source);
  return `${secure ? "https" : "http"}://${host}`;
}

function isOverTls(source: unknown): boolean {
  return typeof source === "object" && source !== null && "protocol" in source && source.protocol === "https";
}
