/** Names and pictures of local users, which every member event needs. */
import { heapBytes, shareOfHeap } from "./bounds/heap-size.js";
import { SizedCache } from "./bounds/sized-cache.js";
import type { AccountRecord, AccountStore } from "./store/store.js";

interface Known {
  readonly account: AccountRecord | undefined;
  readonly until: number;
}

/** That another process has changed an account is heard at once, unless the news are lost. */
const REMEMBER_MS = 5_000;
/** Of heap, for an account without fields. */
const ACCOUNT_BYTES = 1_000;

/** Accounts in memory, for a short time. */
export class ProfileCache {
  readonly #store: Pick<AccountStore, "account">;
  readonly #now: () => number;
  /** O8: fields of a profile hold whatever their user likes. */
  readonly #known = new SizedCache<string, Known>({
    maxBytes: shareOfHeap(1 / 32, 32),
    sizeOf: ({ account }) => ACCOUNT_BYTES + heapBytes(account?.fields ?? {}),
  });

  /** How often accounts changed. */
  #changes = 0;

  constructor(store: Pick<AccountStore, "account">, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Of heap, about. */
  get bytes(): number {
    return this.#known.bytes;
  }

  /** An account has changed; without a user, it may be any. */
  forget(userId: string | undefined): void {
    this.#changes++;
    if (userId === undefined) this.#known.clear();
    else this.#known.delete(userId);
  }

  async find(userId: string): Promise<AccountRecord | undefined> {
    const known = this.#known.get(userId);
    if (known !== undefined && known.until > this.#now()) return known.account;
    const changes = this.#changes;
    const account = await this.#store.account(userId);
    // It may have changed while it was read.
    if (changes === this.#changes) this.#known.set(userId, { account, until: this.#now() + REMEMBER_MS });
    return account;
  }
}
