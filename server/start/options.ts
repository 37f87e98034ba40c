/** All that a server is made of. */
import type { ServerConfig } from "../config.js";
import type { FederationOptions } from "../federation/federation.js";
import type { TlsFiles } from "../federation/incoming/tls-listener.js";
import type { Address, Observed } from "../http/listen.js";
import type { Log } from "../log.js";
import type { MetricsAddress } from "../metrics/metrics-listener.js";
import type { StoreOptions } from "../store/open.js";

/** Where some of the others connect; the rest is for both alike. */
type Entrance = Omit<Address, "tls" | "trustedProxies" | "checkAnswers">;

/** Options of `createServer`; only the name of the server and the address for clients have to be given. */
export interface CreateServerOptions {
  readonly config: ServerConfig;
  /** The default is to keep everything in memory. */
  readonly store?: StoreOptions | undefined;
  /** Where clients connect. */
  readonly client: Entrance;
  /** Where servers connect; without it they have to come through the clients' port. */
  readonly federation?: (Entrance & { readonly tls: TlsFiles }) | undefined;
  /** Where Prometheus reads how the server is. The default is nowhere. */
  readonly metrics?: MetricsAddress | undefined;
  /** Files with certificates in PEM, of authorities to trust besides the usual. */
  readonly caFiles?: readonly string[] | undefined;
  /** How to find and call other servers. */
  readonly outgoing?: Omit<FederationOptions, "serverName" | "store" | "ca" | "clock" | "limits"> | undefined;
  /** Told of every request of another server. */
  readonly onFederationRequest?: ((request: Observed) => void) | undefined;
  /** Answer 500 where an answer of ours breaks the specification's schema, as tests want. The default is not to look. */
  readonly checkAnswers?: boolean | undefined;
  /** The default logs nothing. */
  readonly log?: Log | undefined;
  /** The default is the system's clock. */
  readonly now?: (() => number) | undefined;
}
