/** Headers that belong to one connection and are not passed on (RFC 9110, section 7.6.1). */
import type { IncomingMessage } from "node:http";

/** Whether a client waits for a word before it sends its body. */
export function awaitsContinue({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return /^100-continue$/i.test(headers.expect ?? "");
}

/** All headers of one message, in either direction. */
export const MAX_HEADER_BYTES: number = 64 * 1024;

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
]);

/** `rawHeaders` of a message without those of the connection, in pairs; names keep their letters. */
export function endToEnd(raw: readonly string[]): (readonly [name: string, value: string])[] {
  const named = namedByConnection(raw);
  const pairs: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const lower = name.toLowerCase();
    if (!HOP_BY_HOP.has(lower) && !named.has(lower)) pairs.push([name, raw[index + 1] ?? ""]);
  }
  return pairs;
}

const NONE: ReadonlySet<string> = new Set();

/** Further headers that the sender says are of the connection; mostly there are none. */
function namedByConnection(raw: readonly string[]): ReadonlySet<string> {
  let named = NONE;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const value = raw[index + 1] ?? "";
    if (raw[index]?.toLowerCase() !== "connection" || /^(?:keep-alive|close)$/i.test(value)) continue;
    named = new Set([...named, ...value.split(",").map((each) => each.trim().toLowerCase())]);
  }
  return named;
}

/** As Node takes them: names and values by turns. */
export function flat(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const all: string[] = [];
  for (const [name, value] of pairs) all.push(name, value);
  return all;
}
