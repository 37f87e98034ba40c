/** Which addresses other servers may have. A name that leads to our own network must not make us call it. */
import { isIP } from "node:net";

/** Decides about an address, in text without brackets. */
export type AddressPolicy = (address: string) => boolean;

/** For servers that meet on one machine or in one network. */
export const anyAddress: AddressPolicy = (address) => isIP(address) !== 0;

/** Start and prefix length of the IPv4 blocks that are not public: those set aside for special purposes, and multicast. */
const SPECIAL_IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

function ipv4Value(address: string): number {
  return address.split(".").reduce((value, part) => value * 256 + Number(part), 0);
}

function isPublicIpv4(value: number): boolean {
  return !SPECIAL_IPV4.some(([block, length]) => {
    const size = 2 ** (32 - length);
    return Math.floor(value / size) === Math.floor(ipv4Value(block) / size);
  });
}

/** Sixteen bits each: `::ffff:10.0.0.1` -> `[0, 0, 0, 0, 0, 0xffff, 0x0a00, 1]` */
export function ipv6Groups(address: string): readonly number[] {
  const groupsOf = (text: string): number[] =>
    text === ""
      ? []
      : text.split(":").flatMap((group) => {
          if (!group.includes(".")) return [Number.parseInt(group, 16)];
          const value = ipv4Value(group);
          return [Math.floor(value / 0x10000), value % 0x10000];
        });
  const [zoneless = ""] = address.split("%");
  const [head = "", tail] = zoneless.split("::");
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function isPublicIpv6(address: string): boolean {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = ipv6Groups(address);
  const embedded = isPublicIpv4(g * 0x10000 + h);
  const zeroTo = (last: number): boolean => [a, b, c, d, e].slice(0, last).every((group) => group === 0);
  // IPv4-mapped addresses reach IPv4 hosts; so do those of the well-known prefix of NAT64 and of 6to4.
  if (zeroTo(5) && f === 0xffff) return embedded;
  if (a === 0x64 && b === 0xff9b && [c, d, e, f].every((group) => group === 0)) return embedded;
  if (a === 0x2002) return isPublicIpv4(b * 0x10000 + c);
  // Beyond 2000::/3 nothing is global unicast; within it, protocol assignments (Teredo among them) and examples.
  if (a < 0x2000 || a > 0x3fff) return false;
  return !(a === 0x2001 && (b < 0x200 || b === 0xdb8)) && !(a === 0x3fff && b < 0x1000);
}

/** Lets public unicast addresses pass: no loopback, private, link-local, multicast or reserved ones. */
export const publicAddress: AddressPolicy = (address) => {
  const family = isIP(address);
  if (family === 4) return isPublicIpv4(ipv4Value(address));
  return family === 6 && isPublicIpv6(address);
};
