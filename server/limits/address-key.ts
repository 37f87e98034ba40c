/** The name of an address in limits. */
import { isIP } from "node:net";
import { ipv6Groups } from "../federation/transport/address.js";

/** A client that has one address of IPv6 has all of its /64. */
const PREFIX_GROUPS = 4;

/**
 * `2001:db8::1` -> `2001:db8:0:0::/64`; IPv4 as it is, also where it is written as IPv6. All that is not an address has one name, since
 * a client could make up any number of them.
 */
export function addressKey(ip: string | undefined): string {
  const version = ip === undefined ? 0 : isIP(ip);
  if (ip === undefined || version === 0) return "";
  if (version === 4) return ip;
  const groups = ipv6Groups(ip);
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isMapped) return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  return `${groups
    .slice(0, PREFIX_GROUPS)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}
