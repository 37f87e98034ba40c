/** Paths and queries of requests, encoded as they are sent and signed. */
import { hasHalfPair } from "../../values/half-pair.js";

/** A query parameter; a list stands for several of one name, undefined for none. */
export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** `uri("/a/{x}/b", { x: "!r:s" }, { ver: ["1", "2"] })` -> `/a/!r%3As/b?ver=1&ver=2`; undefined for text that has no encoding. */
export function buildUri(
  template: string,
  path: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, QueryValue>> = {},
): string | undefined {
  const named = Object.entries(query).flatMap(([name, value]) => {
    const values = value === undefined ? [] : Array.isArray(value) ? value : [String(value)];
    return values.map((one): [string, string] => [name, one]);
  });
  if ([...Object.values(path), ...named.flat()].some(hasHalfPair)) return undefined;
  const encoded = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const pairs = named.map(([name, one]) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`);
  return pairs.length === 0 ? encoded : `${encoded}?${pairs.join("&")}`;
}
