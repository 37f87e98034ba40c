/** Where signing keys are kept: ours and those of other servers. The store implements it. */
import type { JsonObject, KeyPair, RetiredKey, ServerKey } from "@knockgen/auth";

/** Our signing keys: those in use, and those that were. */
export interface OwnKeys {
  /** Never empty; the first one signs. */
  readonly current: readonly [KeyPair, ...KeyPair[]];
  readonly retired: readonly RetiredKey[];
}

/** Known keys of another server. */
export interface KnownServerKeys {
  readonly server: string;
  /** Keys of earlier documents included, as old events need them. */
  readonly keys: readonly ServerKey[];
  /** The newest document as the server signed it, for those who ask us as a notary. */
  readonly document: JsonObject;
  /** Until when that document says it is good. */
  readonly validUntilTs: number;
  readonly obtainedTs: number;
}

/** Keeps signing keys. */
export interface KeyStore {
  /**
   * Our keys. Where there are none, `candidate` becomes the first, and is given back as stored: of several processes
   * that start at once on an empty store, one wins and all get its key.
   */
  ownKeys(candidate: () => KeyPair): Promise<OwnKeys>;
  /** Signs with this key from now on; those in use so far count for nothing that is younger than a time. */
  rotateOwnKeys(next: KeyPair, expiredTs: number): Promise<OwnKeys>;
  loadServerKeys(server: string): Promise<KnownServerKeys | undefined>;
  /** Replaces what is known of a server. */
  saveServerKeys(known: KnownServerKeys): Promise<void>;
}
