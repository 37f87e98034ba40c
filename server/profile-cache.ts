/** Names and pictures of local users, which every member event needs. */
import { heapBytes, shareOfHeap } from "./bounds/heap-size.js";
import { SizedCache } from "./bounds/sized-cache.js";
import type { AccountRecord, AccountStore } from "./store/store.js";

interface Known {
  readonly account: AccountRecord | undefined;
  readonly until: number;
}

/** Another process may have changed an account; that is noticed after this time at the latest. */
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

  constructor(store: Pick<AccountStore, "account">, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Of heap, about. */
  get bytes(): number {
    return this.#known.bytes;
  }

  /** An account has changed. */
  forget(userId: string): void {
    this.#known.delete(userId);
  }

  async find(userId: string): Promise<AccountRecord | undefined> {
    const known = this.#known.get(userId);
    if (known !== undefined && known.until > this.#now()) return known.account;
    const account = await this.#store.account(userId);
    this.#known.set(userId, { account, until: this.#now() + REMEMBER_MS });
    return account;
  }
}
