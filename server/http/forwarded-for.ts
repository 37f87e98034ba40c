/** Addresses in `X-Forwarded-For`, as proxies write them (O10). */

const IN_BRACKETS = /^\[([0-9a-f:.%]+)\](?::\d+)?$/i;
const WITH_PORT = /^(\d+\.\d+\.\d+\.\d+):\d+$/;

/**
 * The header with addresses alone. Some proxies add ports, and IPv6 in brackets: with these, each connection of a client would count
 * as a client of its own, and a proxy in the list would not be one that is trusted.
 */
export function addressesAlone(header: string): string {
  return header
    .split(",")
    .map((entry) => {
      const text = entry.trim().replaceAll('"', "");
      return (IN_BRACKETS.exec(text) ?? WITH_PORT.exec(text))?.[1] ?? text;
    })
    .join(", ");
}
