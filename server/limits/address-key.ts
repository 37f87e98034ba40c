/** The name of an address in limits. */
import { isIPv6 } from "node:net";
import { ipv6Groups } from "../federation/address.js";

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** A client that has one address of IPv6 has all of its /64. */
const PREFIX_GROUPS = 4;

/** `2001:db8::1` -> `2001:db8:0:0::/64`; IPv4 as it is, also where it is written as IPv6. */
export function addressKey(ip: string | undefined): string {
  if (ip === undefined) return "";
  const mapped = MAPPED.exec(ip)?.[1];
  if (mapped !== undefined || !isIPv6(ip)) return mapped ?? ip;
  const groups = ipv6Groups(ip).slice(0, PREFIX_GROUPS);
  return `${groups.map((group) => group.toString(16)).join(":")}::/64`;
}
