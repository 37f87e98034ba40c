/** Facts on users that syncs read each time, kept for as long as no change names the user. */
import { SizedCache } from "../../bounds/sized-cache.js";
import type { Notifier } from "../../notifier.js";
import type { Position } from "../../store/store.js";
import type { Touches } from "../../touches.js";

export interface PerUserOptions<Fact> {
  readonly notifier: Pick<Notifier, "position">;
  readonly touches: Touches;
  readonly read: (userId: string) => Promise<Fact>;
  /** Of heap, about. */
  readonly sizeOf: (fact: Fact) => number;
}

interface Known<Fact> {
  /** Changes up to here are in it. */
  readonly at: Position;
  readonly fact: Fact;
}

const MAX_BYTES = 32 * 2 ** 20;
const KEY_BYTES = 200;

export class PerUser<Fact> {
  readonly #options: PerUserOptions<Fact>;
  readonly #known: SizedCache<string, Known<Fact>>;

  constructor(options: PerUserOptions<Fact>) {
    this.#options = options;
    const sizeOf = ({ fact }: Known<Fact>): number => KEY_BYTES + options.sizeOf(fact);
    this.#known = new SizedCache({ maxBytes: MAX_BYTES, sizeOf });
  }

  async of(userId: string): Promise<Fact> {
    const { notifier, touches, read } = this.#options;
    const known = this.#known.get(userId);
    if (known !== undefined && !touches.user(userId, known.at)) return known.fact;
    const at = notifier.position;
    const fact = await read(userId);
    this.#known.set(userId, { at, fact });
    return fact;
  }
}
