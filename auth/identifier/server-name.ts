/** Server names (appendices, "Server Name"), taken apart. */
import { isServerName } from "@knockgen/matrix/identifiers";

const IPV4 = /^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$/;

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

/** Whether a host is a dotted quad or a bracketed IPv6 address. */
export function isIpLiteral(host: string): boolean {
  return isIpv4(host) || (host.endsWith("]") && isServerName(host));
}
