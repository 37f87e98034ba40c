/** Requests that were not signed by the server that they name: who has sent them, and how long they have to wait (O6). */
import { BoundedMap } from "../../bounds/bounded-map.js";
import { addressKey } from "../../limits/address-key.js";
import type { Limits } from "../../limits/limits.js";

/** A request, by its address and the server that it names. */
export interface Claim {
  /** Address of the other side, where it is known. */
  readonly address: string | undefined;
  /** The server that it says it is. */
  readonly origin: string;
}

/** How far a caller is to be listened to. */
export type Standing =
  | { readonly kind: "welcome" }
  /** There have been bad signatures, and good ones from the same address: what is cheap to check is checked. */
  | { readonly kind: "doubtful"; readonly waitMs: number }
  | { readonly kind: "refused"; readonly waitMs: number };

const REMEMBERED = 20_000;
/** A server that has signed well from an address is known there for as long. */
const KNOWN_MS = 60 * 60_000;
/** The longest wait, since an honest server may come to share the address. */
const MAX_WAIT_MS = 60_000;
/** A bad signature costs twice as much as the one before it, up to that. */
const MAX_DOUBLINGS = 6;
/** Checks of doubtful requests from one address, in the name of one server. */
const DOUBTFUL_PER_SECOND = 10;

interface Streak {
  readonly length: number;
  readonly until: number;
}

/** Counts them by address and server, and by address alone. */
export class FailedSignatures {
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #streaks = new BoundedMap<string, Streak>(REMEMBERED);
  readonly #known = new BoundedMap<string, number>(REMEMBERED);
  readonly #doubtful: BoundedMap<string, { readonly second: number; readonly count: number }> =
    new BoundedMap(REMEMBERED);

  constructor(limits: Limits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Before anything is looked at. */
  standing(claim: Claim): Standing {
    const address = addressKey(claim.address);
    const pair = pairOf(claim);
    const waits = [
      this.#limits.of("failedSignature")?.waitMs(pair) ?? 0,
      this.#limits.of("addressFailedSignature")?.waitMs(address) ?? 0,
    ];
    const waitMs = Math.min(Math.max(...waits), MAX_WAIT_MS);
    if (waitMs === 0) return { kind: "welcome" };
    const isKnown = (this.#known.get(pair) ?? 0) > this.#now();
    return { kind: isKnown && this.#takeDoubtful(pair) ? "doubtful" : "refused", waitMs };
  }

  /** The sender is not who they say. */
  failed(claim: Claim): void {
    const pair = pairOf(claim);
    const now = this.#now();
    const streak = this.#streaks.get(pair);
    const length = streak === undefined || streak.until <= now ? 0 : streak.length;
    const cost = 2 ** Math.min(length, MAX_DOUBLINGS);
    this.#streaks.set(pair, { length: length + 1, until: now + 2 * MAX_WAIT_MS });
    this.#charge("failedSignature", pair, cost);
    this.#charge("addressFailedSignature", addressKey(claim.address), 1);
  }

  /** The sender is who they say: what others have sent in their name from there is not held against them. */
  verified(claim: Claim): void {
    this.#known.set(pairOf(claim), this.#now() + KNOWN_MS);
  }

  /** So that a debt is never larger than can be paid back within the longest wait. */
  #charge(name: "failedSignature" | "addressFailedSignature", key: string, cost: number): void {
    const limiter = this.#limits.of(name);
    if (limiter !== undefined && limiter.waitMs(key) < MAX_WAIT_MS) limiter.charge(key, cost);
  }

  #takeDoubtful(pair: string): boolean {
    const second = Math.floor(this.#now() / 1000);
    const held = this.#doubtful.get(pair);
    const count = held?.second === second ? held.count + 1 : 1;
    this.#doubtful.set(pair, { second, count });
    return count <= DOUBTFUL_PER_SECOND;
  }
}

function pairOf({ address, origin }: Claim): string {
  return `${addressKey(address)} ${origin}`;
}
