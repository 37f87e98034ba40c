/** From the flags of `knockgen serve`, and the environment, to what the server is started with. */
import type { CreateServerOptions, RateLimit } from "@knockgen/server";
import { type StoreFlags, storePlace } from "./store-place.js";

export interface ServeFlags extends StoreFlags {
  readonly serverName: string;
  readonly host: string;
  readonly port: number;
  readonly federationPort?: number;
  readonly metricsPort?: number;
  readonly metricsHost: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly ca?: readonly string[];
  readonly delegate?: string;
  readonly clientUrl?: string;
  readonly turnUri?: readonly string[];
  readonly supportPage?: string;
  readonly admin?: string;
  readonly memory?: boolean;
  readonly registration: "open" | "closed";
  readonly allowPrivateAddresses?: boolean;
  readonly autoAcceptKnocks?: boolean;
  readonly legacyMentions?: boolean;
  readonly rateLimits: boolean;
  readonly rateLimit?: ReadonlyMap<string, RateLimit>;
  readonly trustedProxy?: readonly string[];
}

/** Secrets come by the environment: other users of the machine see the flags. */
export interface Secrets {
  readonly turn: string | undefined;
}

/** The first thing that is wrong with the flags taken together. */
export function problemOf(
  flags: ServeFlags,
  secrets: Secrets,
  { isServerName, limits }: { isServerName: (name: string) => boolean; limits: readonly string[] },
): string | undefined {
  const { tlsCert: cert, tlsKey: key, federationPort, serverName, delegate = serverName } = flags;
  const isFederated = federationPort !== undefined || cert !== undefined || key !== undefined;
  if (isFederated && !(cert && key)) return "--federation-port needs --tls-cert and --tls-key";
  const odd = [serverName, delegate].find((name) => !isServerName(name));
  if (odd !== undefined) return `${odd} is not a server name`;
  if (flags.turnUri && !secrets.turn) return "--turn-uri needs TURN_SECRET in the environment";
  const unknown = [...(flags.rateLimit?.keys() ?? [])].find((name) => !limits.includes(name));
  return unknown === undefined ? undefined : `there is no limit ${unknown}, but ${limits.join(", ")}`;
}

export function serverOptions(flags: ServeFlags, secrets: Secrets): Omit<CreateServerOptions, "log"> {
  const { host, metricsPort, tlsCert: cert, tlsKey: key, turnUri, federationPort = 8448 } = flags;
  const limits = [...(flags.rateLimit ?? [])].map(([name, rate]) => [`${name}Rate`, rate] as const);
  return {
    config: {
      serverName: flags.serverName,
      registration: flags.registration,
      autoAcceptKnocks: flags.autoAcceptKnocks ?? false,
      legacyMentions: flags.legacyMentions ?? false,
      delegate: flags.delegate,
      clientUrl: flags.clientUrl,
      turn: turnUri && { uris: turnUri, secret: secrets.turn ?? "" },
      support: { page: flags.supportPage, admin: flags.admin },
      rateLimits: flags.rateLimits,
      ...Object.fromEntries(limits),
      trustedProxies: flags.trustedProxy ?? [],
    },
    store: flags.memory ? {} : storePlace(flags),
    client: { host, port: flags.port },
    federation: cert && key ? { host, port: federationPort, tls: { cert, key } } : undefined,
    metrics: metricsPort === undefined ? undefined : { host: flags.metricsHost, port: metricsPort },
    caFiles: flags.ca ?? [],
    outgoing: { allowPrivateAddresses: flags.allowPrivateAddresses ?? false },
  };
}
