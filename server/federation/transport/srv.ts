/** SRV records: which hosts serve a name, in the order in which to try them (RFC 2782). */
import { Resolver } from "node:dns/promises";
import type { HostPort } from "./https-client.js";

/** One record as DNS has it. */
export interface SrvRecord {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** The records of a name such as `_matrix-fed._tcp.example.org`: empty where there are none, undefined where no name server says. */
export type SrvResolver = (name: string) => Promise<readonly SrvRecord[] | undefined>;

/** Codes with which a name server says that a record does not exist. Any other means that the question was not answered. */
const NO_RECORD: ReadonlySet<unknown> = new Set(["ENODATA", "ENOTFOUND", "EBADNAME"]);

/** Asks the name servers of the operating system. */
export function systemSrv(timeoutMs = 5_000): SrvResolver {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  return async (name) => {
    try {
      return await resolver.resolveSrv(name);
    } catch (error) {
      return error instanceof Error && "code" in error && NO_RECORD.has(error.code) ? [] : undefined;
    }
  };
}

/**
 * Lowest priority first; among equals at random by weight, so that load spreads as the owner wants. A target of `.`
 * says that the service is not offered, and yields nothing.
 */
export function orderSrv(records: readonly SrvRecord[], random: () => number): readonly HostPort[] {
  const ordered: SrvRecord[] = [];
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b);
  for (const priority of priorities) {
    const left = records.filter((record) => record.priority === priority);
    while (left.length > 0) {
      // Weight 0 gets a small chance too.
      const total = left.reduce((sum, { weight }) => sum + weight + 0.01, 0);
      let at = random() * total;
      const picked = left.findIndex(({ weight }) => {
        at -= weight + 0.01;
        return at < 0;
      });
      ordered.push(...left.splice(Math.max(picked, 0), 1));
    }
  }
  return ordered
    .map(({ name, port }) => ({ host: name.endsWith(".") ? name.slice(0, -1) : name, port }))
    .filter(({ host }) => host !== "");
}
