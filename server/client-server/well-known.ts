/** `/.well-known/matrix/client`: where clients of this server go (O42). */
import { isServerName } from "@knockgen/auth";
import type { IncomingRequest } from "@knockgen/matrix/runtime/route";
import type { ServerContext } from "../context.js";
import { notFound } from "../errors.js";
import type { Handlers } from "./types.js";

/** Handler of the file. */
export function wellKnownHandlers({ config }: ServerContext): Handlers<"getWellknown"> {
  return {
    getWellknown: ({ request }) => {
      const url = config.clientUrl ?? askedAt(request);
      if (url === undefined) throw notFound("This server does not know where clients reach it");
      return { status: 200, body: { "m.homeserver": { base_url: url.replace(/\/+$/, "") } } };
    },
  };
}

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
