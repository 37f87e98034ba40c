/** Merges several key documents of one server. */
import type { FetchedKeys } from "./key-fetcher.js";
import type { KnownServerKeys } from "./key-store.js";

/** Keys of earlier documents that are kept for the sake of old events. */
const MAX_KEYS = 200;

/**
 * Adds a document to what is known. What the server itself says counts from now on; a notary may have kept an old
 * document, which then only adds keys that are unknown.
 */
export function mergeKeys(
  server: string,
  known: KnownServerKeys | undefined,
  fetched: FetchedKeys,
): KnownServerKeys {
  const isNewer =
    known === undefined || fetched.source === "server" || fetched.validUntilTs > known.validUntilTs;
  const [first, second] = isNewer ? [fetched.keys, known?.keys ?? []] : [known.keys, fetched.keys];
  const listed = new Set(first.map(({ keyId }) => keyId));
  const keys = [...first, ...second.filter(({ keyId }) => !listed.has(keyId))].slice(0, MAX_KEYS);
  const { document, validUntilTs, obtainedTs } = isNewer ? fetched : known;
  return { server, keys, document, validUntilTs, obtainedTs };
}
