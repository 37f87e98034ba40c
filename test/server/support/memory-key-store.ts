/** Signing keys, kept in memory. */
import type { KeyPair } from "@knockgen/auth";
import type { KeyStore, KnownServerKeys, OwnKeys } from "../../../server/federation/keys/key-store.js";

/** For tests and for servers without a disk. */
export class MemoryKeyStore implements KeyStore {
  #own: OwnKeys | undefined;
  readonly #servers = new Map<string, KnownServerKeys>();

  async ownKeys(candidate: () => KeyPair): Promise<OwnKeys> {
    this.#own ??= { current: [candidate()], retired: [] };
    return this.#own;
  }

  async rotateOwnKeys(next: KeyPair, expiredTs: number): Promise<OwnKeys> {
    const { current = [], retired = [] } = this.#own ?? {};
    const old = current.map(({ keyId, publicKey }) => ({ keyId, publicKey, expiredTs }));
    this.#own = { current: [next], retired: [...retired, ...old] };
    return this.#own;
  }

  async loadServerKeys(server: string): Promise<KnownServerKeys | undefined> {
    return this.#servers.get(server);
  }

  async saveServerKeys(known: KnownServerKeys): Promise<void> {
    this.#servers.set(known.server, known);
  }
}
