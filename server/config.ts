/** Options of the server. */
import type { LimitsConfig } from "./limits/table.js";

export type { RateLimit } from "./limits/rate-limiter.js";

/** The room version of rooms that are made without one. */
export const DEFAULT_ROOM_VERSION = "12";

/** With the limits, each of which has a name that ends in `Rate`. */
export interface ServerConfig extends LimitsConfig {
  /** The name that user IDs end in. */
  readonly serverName: string;
  /** Whether strangers may open accounts. The default is `closed`. */
  readonly registration?: "open" | "closed" | undefined;
  /** Join on a user's behalf when an invite answers their knock (N6). Off by default. */
  readonly autoAcceptKnocks?: boolean | undefined;
  /**
   * Users are mentioned by their names in the text of messages, too, as before version 1.17 of the specification (C188). The default
   * is `false`.
   */
  readonly legacyMentions?: boolean | undefined;
  /** For rooms made without one. The default is `12`. */
  readonly defaultRoomVersion?: string | undefined;
  /**
   * Reverse proxies whose `X-Forwarded-For` is believed, as addresses or CIDR blocks; read from the right (O10). The default
   * is none, and then the header is ignored.
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Host and port of the federation API, for `/.well-known/matrix/server`. The default delegates nothing. */
  readonly delegate?: string | undefined;
  /** URL at which clients reach the server, for `/.well-known/matrix/client`, which is 404 without it. */
  readonly clientUrl?: string | undefined;
  /** Server for calls that cannot be made directly; the secret is the one of its REST API. The default is none. */
  readonly turn?:
    | {
        readonly uris: readonly string[];
        readonly secret: string;
        /** How long credentials are good. The default is a day. */
        readonly lifetimeS?: number | undefined;
      }
    | undefined;
  /** For `/.well-known/matrix/support`: a page, and who to turn to. The default is neither. */
  readonly support?: { readonly page?: string | undefined; readonly admin?: string | undefined } | undefined;
}
