/** Push rules of local users in memory, as long as they are used: every new event is tried against those of its room's members. */
import { SizedCache } from "../bounds/sized-cache.js";
import { PUSH_RULES } from "../store/accounts/account-data.js";
import type { Change, Store } from "../store/store.js";
import { type CompiledRules, compileRules } from "./evaluate.js";
import { readKept, usualRules, wholeRules } from "./kept-rules.js";
import type { PushConfig } from "./predefined-rules.js";

interface Parts {
  readonly config: PushConfig;
  readonly store: Pick<Store, "accountDataOfUsers" | "usersWithAccountData">;
}

interface Known {
  readonly rules: CompiledRules;
  readonly bytes: number;
}

const MAX_BYTES = 64 * 2 ** 20;
/** Of the heap, for the rules of a user who has changed none, and for each byte of changes. */
const USUAL_BYTES = 4_096;
const BYTES_PER_BYTE = 8;

/** Knows who has changed rules, and everyone's rules when they are asked for. */
export class KnownRules {
  /** Of those who have changed none, as far as they are the same for all. */
  readonly usual: CompiledRules;
  /** Everyone's rules look for their own name in messages. */
  readonly areNamesMentions: boolean;
  readonly #context: Parts;
  readonly #known = new SizedCache<string, Known>({ maxBytes: MAX_BYTES, sizeOf: ({ bytes }) => bytes });
  /** Users who have changed any rule, or had once. */
  readonly #changed = new Set<string>();
  #loaded: Promise<void> | undefined;
  #hears = 0;

  constructor(context: Parts) {
    this.#context = context;
    this.usual = compileRules(usualRules(context.config));
    this.areNamesMentions = context.config.legacyMentions === true;
  }

  /** Told of each change of this process and of others; undefined where anything may have changed. */
  hear(change: Change | undefined): void {
    if (change === undefined) {
      this.#hears += 1;
      this.#known.clear();
      this.#loaded = undefined;
      return;
    }
    for (const userId of change.pushRules ?? []) {
      this.#hears += 1;
      this.#known.delete(userId);
      this.#changed.add(userId);
    }
  }

  /** Users whose rules are not the predefined ones. */
  async changed(): Promise<ReadonlySet<string>> {
    this.#loaded ??= this.#load().catch((error) => {
      // The next event asks the database again.
      this.#loaded = undefined;
      throw error;
    });
    await this.#loaded;
    return this.#changed;
  }

  /** The rules of some users, in their order. */
  async of(userIds: readonly string[]): Promise<readonly CompiledRules[]> {
    const found = new Map<string, CompiledRules>();
    const missing: string[] = [];
    for (const userId of userIds) {
      const known = this.#known.get(userId);
      if (known === undefined) missing.push(userId);
      else found.set(userId, known.rules);
    }
    if (missing.length > 0) for (const [userId, rules] of await this.#read(missing)) found.set(userId, rules);
    return userIds.map((userId) => found.get(userId) ?? this.usual);
  }

  async #read(userIds: readonly string[]): Promise<ReadonlyMap<string, CompiledRules>> {
    const { config, store } = this.#context;
    const hears = this.#hears;
    const kept = new Map(
      (await store.accountDataOfUsers(PUSH_RULES, userIds)).map((data) => [data.userId, data]),
    );
    const read = new Map<string, CompiledRules>();
    for (const userId of userIds) {
      const data = kept.get(userId);
      const rules = compileRules(wholeRules(userId, readKept(data?.content), config));
      read.set(userId, rules);
      const bytes = USUAL_BYTES + (data?.bytes ?? 0) * BYTES_PER_BYTE;
      // Rules that have changed meanwhile are good for this event alone.
      if (hears === this.#hears) this.#known.set(userId, { rules, bytes });
    }
    return read;
  }

  async #load(): Promise<void> {
    for (const userId of await this.#context.store.usersWithAccountData(PUSH_RULES))
      this.#changed.add(userId);
  }
}
