/** Headers that belong to one connection and are not passed on (RFC 9110, section 7.6.1). */

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
  const pairs = pairsOf(raw);
  const named = new Set(HOP_BY_HOP);
  for (const [name, value] of pairs)
    if (name.toLowerCase() === "connection")
      for (const each of value.split(",")) named.add(each.trim().toLowerCase());
  return pairs.filter(([name]) => !named.has(name.toLowerCase()));
}

function pairsOf(raw: readonly string[]): (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    pairs.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  return pairs;
}

/** As Node takes them: names and values by turns. */
export function flat(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  return pairs.flat();
}
