/** The releases that a target is held to: those that it claims, once it or its answers have said so. */
import type { Exchange } from "../exchange.js";
import { type AtHand, type Chosen, chooseReleases, claimsOf, type Wanted } from "../releases/claims.js";
import { askClaims } from "./ask-claims.js";
import type { Target } from "./target.js";

/** How often the target is asked for its releases, while it does not say. */
const MAX_QUESTIONS = 3;

export interface ReleaseChoiceOptions {
  readonly atHand: readonly AtHand[];
  readonly wanted: Wanted;
  readonly target: Target;
  /** Told of the first choice, and of one that claims have changed. */
  readonly onChoice: (chosen: Chosen) => void;
  /** Told when the target is asked; the promise resolves, whatever comes of it. */
  readonly onAsking: (asking: Promise<void>) => void;
}

export class ReleaseChoice {
  readonly #options: ReleaseChoiceOptions;
  #claims: readonly string[] = [];
  #chosen: Chosen;
  #asking: Promise<void> | undefined;
  #questions = 0;

  constructor(options: ReleaseChoiceOptions) {
    this.#options = options;
    this.#chosen = this.#choose();
  }

  get chosen(): Chosen {
    return this.#chosen;
  }

  /** Resolves when the target has been asked; undefined while nothing is asked. Nothing is judged before. */
  get asking(): Promise<void> | undefined {
    return this.#asking;
  }

  /** Asks the target, unless its releases are known, were asked for too often, or do not matter. */
  ask(): void {
    const { wanted, target, onAsking } = this.#options;
    if (wanted !== "auto" || this.#asking !== undefined || this.#questions >= MAX_QUESTIONS) return;
    this.#questions++;
    this.#asking = askClaims(target).then((claims) => {
      this.#claim(claims);
      this.#asking = undefined;
    });
    onAsking(this.#asking);
  }

  /** A server's answer to a client says which releases it speaks, as well as one to us. */
  learn(exchange: Exchange): void {
    if (this.#claims.length > 0 || exchange.answer?.status !== 200) return;
    this.#claim(claimsOf(exchange));
    // A server that was not there when we asked is there now.
    if (this.#claims.length === 0) this.ask();
  }

  #claim(claims: readonly string[]): void {
    if (claims.length === 0 || this.#claims.length > 0) return;
    this.#claims = claims;
    this.#chosen = this.#choose();
  }

  #choose(): Chosen {
    const { atHand, wanted, onChoice } = this.#options;
    const chosen = chooseReleases(atHand, wanted, this.#claims);
    onChoice(chosen);
    return chosen;
  }
}
