/** Options of the server. */

/** How often something may happen: a bucket that fills again at a steady rate. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

export interface ServerConfig {
  /** The name that user IDs end in. */
  readonly serverName: string;
  /** Whether strangers may open accounts. The default is `closed`. */
  readonly registration?: "open" | "closed" | undefined;
  /** Join on a user's behalf when an invite answers their knock (N6). Off by default. */
  readonly autoAcceptKnocks?: boolean | undefined;
  /** For rooms made without one. The default is `12`. */
  readonly defaultRoomVersion?: string | undefined;
  /** How often one user may knock. The default is a burst of 20, then one each 5 seconds. */
  readonly knockRate?: RateLimit | undefined;
  /** How often one room may be knocked on. The default is a burst of 1,000, then 500 a second. */
  readonly roomKnockRate?: RateLimit | undefined;
  /** How often one address, or one account, may try to log in. The default is a burst of 20, then one each 2 seconds. */
  readonly loginRate?: RateLimit | undefined;
  /** Host and port of the federation API, for `/.well-known/matrix/server`. The default delegates nothing. */
  readonly delegate?: string | undefined;
  /** URL at which clients reach the server, for `/.well-known/matrix/client`. The default is the one at which they ask for it. */
  readonly clientUrl?: string | undefined;
}
