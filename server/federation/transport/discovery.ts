/** From a server name to where it is (server-server API, "Resolving server names"). */
import { isIP } from "node:net";
import { isIpLiteral, isServerName, splitServerName } from "@knockgen/auth";
import { BoundedMap } from "../../bounds/bounded-map.js";
import { SingleFlight } from "../../bounds/single-flight.js";
import type { Clock } from "../../values/clock.js";
import type { HostPort } from "./https-client.js";
import { orderSrv, type SrvResolver } from "./srv.js";
import { type FederationResult, failed } from "./transport.js";
import type { WellKnownFetcher } from "./well-known.js";

/** The step of the specification that gave the answer. */
export type DiscoveryStep = "1" | "2" | "3.1" | "3.2" | "3.3" | "3.4" | "3.5" | "4" | "5" | "6";

/** Where a server is, and how to speak to it. */
export interface Discovered {
  readonly step: DiscoveryStep;
  /** To be tried in this order. */
  readonly addresses: readonly HostPort[];
  readonly hostHeader: string;
  /** Name that the certificate must be valid for: an address without brackets, or a host name. */
  readonly certificateName: string;
}

/** Lookups that discovery makes. */
export interface DiscoveryOptions {
  readonly wellKnown: WellKnownFetcher;
  readonly srv: SrvResolver;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** How many servers to remember. The default is 10,000. */
  readonly remember?: number;
}

const DEFAULT_PORT = 8448;
const MINUTE = 60 * 1000;
/** Node does not say how long a record lives; that is short enough for any sensible one. */
const SRV_LIFETIME_MS = 5 * MINUTE;
/** How soon to ask again for a record of which no name server has said anything. */
const SRV_RETRY_MS = MINUTE;
const FIRST_ERROR_MS = MINUTE;
const MAX_ERROR_MS = 60 * MINUTE;

interface KeptWellKnown {
  readonly delegated: string | undefined;
  readonly untilTs: number;
  readonly failures: number;
}

interface KeptRecords {
  /** Undefined without a record; empty if the records say that the service is not offered. */
  readonly addresses: readonly HostPort[] | undefined;
  readonly untilTs: number;
}

/** Finds servers, and remembers for a while where they are. */
export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #clock: Clock;
  readonly #wellKnown: BoundedMap<string, KeptWellKnown>;
  readonly #srv: BoundedMap<string, KeptRecords>;
  readonly #asking = new SingleFlight<KeptWellKnown>();
  readonly #lookingUp = new SingleFlight<KeptRecords>();

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#wellKnown = new BoundedMap(options.remember ?? 10_000);
    this.#srv = new BoundedMap(options.remember ?? 10_000);
  }

  async discover(serverName: string): Promise<FederationResult<Discovered>> {
    if (!isUsableName(serverName)) return failed("invalid-name", `${serverName} is not a server name`);
    const direct = withoutLookup(serverName, "1", "2");
    if (direct !== undefined) return { ok: true, value: direct };
    const { delegated } = await this.#delegation(serverName);
    if (delegated === undefined || !isUsableName(delegated))
      return { ok: true, value: await this.#byRecords(serverName, "4", "5", "6") };
    const value =
      withoutLookup(delegated, "3.1", "3.2") ?? (await this.#byRecords(delegated, "3.3", "3.4", "3.5"));
    return { ok: true, value };
  }

  /** Errors are remembered too, longer each time. */
  #delegation(host: string): Promise<KeptWellKnown> {
    return this.#asking.run(host, async () => {
      const kept = this.#wellKnown.get(host);
      if (kept !== undefined && kept.untilTs > this.#clock()) return kept;
      const { delegated, lifetimeMs } = await this.#options.wellKnown(host);
      const failures = delegated === undefined ? (kept?.failures ?? 0) + 1 : 0;
      const backOffMs = Math.min(FIRST_ERROR_MS * 2 ** (failures - 1), MAX_ERROR_MS);
      const untilTs = this.#clock() + (delegated === undefined ? backOffMs : lifetimeMs);
      const found = { delegated, untilTs, failures };
      this.#wellKnown.set(host, found);
      return found;
    });
  }

  async #byRecords(
    host: string,
    current: DiscoveryStep,
    deprecated: DiscoveryStep,
    none: DiscoveryStep,
  ): Promise<Discovered> {
    for (const [service, step] of [
      ["_matrix-fed", current],
      ["_matrix", deprecated],
    ] as const) {
      const { addresses } = await this.#records(`${service}._tcp.${host}`);
      if (addresses !== undefined) return { step, addresses, hostHeader: host, certificateName: host };
    }
    return { step: none, addresses: [{ host, port: DEFAULT_PORT }], hostHeader: host, certificateName: host };
  }

  #records(name: string): Promise<KeptRecords> {
    return this.#lookingUp.run(name, async () => {
      const kept = this.#srv.get(name);
      if (kept !== undefined && kept.untilTs > this.#clock()) return kept;
      const found = await this.#lookUp(name, kept);
      this.#srv.set(name, found);
      return found;
    });
  }

  /** While no name server answers, what was known before holds on. */
  async #lookUp(name: string, before: KeptRecords | undefined): Promise<KeptRecords> {
    const { srv, random = Math.random } = this.#options;
    const records = await srv(name);
    if (records === undefined) return { addresses: before?.addresses, untilTs: this.#clock() + SRV_RETRY_MS };
    const addresses = records.length === 0 ? undefined : orderSrv(records, random);
    return { addresses, untilTs: this.#clock() + SRV_LIFETIME_MS };
  }
}

/** A name by the grammar whose port and address also mean something. */
function isUsableName(name: string): boolean {
  const { host, port } = splitServerName(name);
  if (!isServerName(name) || Number(port ?? DEFAULT_PORT) > 65535 || port === "0") return false;
  // `010.0.0.1` is ten to some readers and eight to others.
  return !isIpLiteral(host) || isIP(unbracketed(host)) !== 0;
}

function unbracketed(host: string): string {
  return host.startsWith("[") ? host.slice(1, -1) : host;
}

/** An address, or a host with a port: no more to be asked. */
function withoutLookup(
  name: string,
  literalStep: DiscoveryStep,
  portStep: DiscoveryStep,
): Discovered | undefined {
  const { host, port } = splitServerName(name);
  const literal = isIpLiteral(host);
  if (!literal && port === undefined) return undefined;
  const bare = unbracketed(host);
  return {
    step: literal ? literalStep : portStep,
    addresses: [{ host: bare, port: Number(port ?? DEFAULT_PORT) }],
    hostHeader: name,
    certificateName: bare,
  };
}
