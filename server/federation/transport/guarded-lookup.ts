/** Name lookup that yields permitted addresses only. Sockets use its result, so a second lookup cannot be fooled. */
import { type LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { AddressPolicy } from "./address.js";

/** All addresses of a host name, in the order in which to try them. */
export type HostResolver = (host: string) => Promise<readonly LookupAddress[]>;

/** A name has addresses, but none that the policy permits. */
export class RefusedAddressError extends Error {
  override readonly name = "RefusedAddressError";
  readonly code = "ERR_REFUSED_ADDRESS";
  constructor(host: string) {
    super(`${host} has no address that this server may call`);
  }
}

/** The operating system's answer, `/etc/hosts` included. */
export const systemHosts: HostResolver = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true, verbatim: true }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });

/** For the `lookup` option of sockets. */
export function guardedLookup(policy: AddressPolicy, hosts: HostResolver = systemHosts): LookupFunction {
  return (host, options, callback) => {
    hosts(host).then(
      (found) => {
        const wanted = found.filter(({ family }) => !options.family || options.family === family);
        const permitted = wanted.filter(({ address }) => policy(address));
        const [first] = permitted;
        if (first === undefined) {
          const none = Object.assign(new Error(`${host} has no address`), { code: "ENOTFOUND" });
          callback(wanted.length === 0 ? none : new RefusedAddressError(host), "", 0);
        } else if (options.all) callback(null, [...permitted]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), "", 0),
    );
  };
}
