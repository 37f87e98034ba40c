/** Server names (appendices, "Server Name"). */

const IPV4 = /^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$/;
const IPV6 = /^\[[0-9A-Fa-f:.]{2,45}\]$/;
const DNS_NAME = /^[0-9A-Za-z.-]{1,255}$/;
const PORT = /^[0-9]{1,5}$/;

/** Where a server is: its host, brackets of an IPv6 address included, and the port that was given. */
export interface HostAndPort {
  readonly host: string;
  readonly port: string | undefined;
}

/** Splits a server name. Brackets decide first, so the colons of an IPv6 address do not. */
export function splitServerName(name: string): HostAndPort {
  const from = name.startsWith("[") ? name.indexOf("]") + 1 : 0;
  const colon = name.indexOf(":", from);
  if (colon < 0) return { host: name, port: undefined };
  return { host: name.slice(0, colon), port: name.slice(colon + 1) };
}

function isIpv4(host: string): boolean {
  return IPV4.test(host) && host.split(".").every((part) => Number(part) <= 255);
}

/** Up to eight groups of four hex digits, `::` once, and a dotted quad for the last two groups. */
function isIpv6(host: string): boolean {
  if (!IPV6.test(host)) return false;
  const address = host.slice(1, -1);
  const halves = address.split("::");
  if (halves.length > 2) return false;
  let groups = 0;
  const parts = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1 && !address.endsWith("::");
    if (last && part.includes(".") && isIpv4(part)) groups += 2;
    else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups += 1;
    else return false;
  }
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

/** Whether a host is a dotted quad or a bracketed IPv6 address. */
export function isIpLiteral(host: string): boolean {
  return isIpv4(host) || isIpv6(host);
}

/** Whether text is a server name: a host, and a port if one is given. */
export function isServerName(name: string): boolean {
  // By far the most common form, decided without splitting.
  if (DNS_NAME.test(name)) return true;
  const { host, port } = splitServerName(name);
  if (port !== undefined && !PORT.test(port)) return false;
  return DNS_NAME.test(host) || isIpv6(host);
}
