/** Names and pictures of local users, which every member event needs. */
import type { AccountRecord, AccountStore } from "./store/types.js";

interface Known {
  readonly account: AccountRecord | undefined;
  readonly until: number;
}

const CAPACITY = 20_000;
/** Another process may have changed an account; that is noticed after this time at the latest. */
const REMEMBER_MS = 5_000;

/** Accounts in memory, for a short time. */
export class ProfileCache {
  readonly #store: Pick<AccountStore, "account">;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  constructor(store: Pick<AccountStore, "account">, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** An account has changed. */
  forget(userId: string): void {
    this.#known.delete(userId);
  }

  async find(userId: string): Promise<AccountRecord | undefined> {
    const known = this.#known.get(userId);
    if (known !== undefined && known.until > this.#now()) return known.account;
    const account = await this.#store.account(userId);
    this.#known.delete(userId);
    this.#known.set(userId, { account, until: this.#now() + REMEMBER_MS });
    const [oldest] = this.#known.keys();
    if (this.#known.size > CAPACITY && oldest !== undefined) this.#known.delete(oldest);
    return account;
  }
}
