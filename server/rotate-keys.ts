/** Replacing the key that signs, as after it was, or may have been, seen by others. */
import { newKey } from "./federation/keys/own-keys.js";
import { openStore, type StoreOptions } from "./store/open.js";

/** The IDs of the keys, and since when the old ones sign nothing. */
export interface RotatedKeys {
  readonly current: readonly string[];
  readonly retired: readonly { readonly keyId: string; readonly expiredTs: number }[];
}

/** Other processes on the same PostgreSQL server go on with the new key within that time. */
const HEAR_MS = 2_000;

/**
 * Makes a new key in a store and retires those in use. What they have signed stays good, as they are published with the
 * time of their end; an embedded database must not be in use by a server.
 */
export async function rotateKeys(options: StoreOptions): Promise<RotatedKeys> {
  const store = await openStore(options);
  try {
    const shared = options.databaseUrl !== undefined;
    const now = (options.now ?? Date.now)();
    const { current, retired } = await store.rotateOwnKeys(newKey(), shared ? now + HEAR_MS : now);
    return { current: current.map(({ keyId }) => keyId), retired };
  } finally {
    await store.close();
  }
}
