/** How long a server is not asked for its keys again. */
import { BoundedMap } from "../../bounds/bounded-map.js";

/** A server that has answered is asked again for a key that it did not list, but not at once. */
const ANSWERED_MS = 10_000;
const FIRST_FAILURE_MS = 5_000;
const MAX_FAILURE_MS = 10 * 60_000;

interface Pause {
  readonly failures: number;
  readonly untilTs: number;
}

/** Pauses by server, longer with each question that is not answered. */
export class AskingPauses {
  readonly #pauses: BoundedMap<string, Pause>;

  /** `remember`: how many servers to remember. */
  constructor(remember: number) {
    this.#pauses = new BoundedMap(remember);
  }

  isOver(server: string, now: number): boolean {
    const pause = this.#pauses.get(server);
    return pause === undefined || pause.untilTs <= now;
  }

  /** Begins a pause, unless all that was asked for is known now. */
  note(server: string, now: number, outcome: "enough" | "answered" | "silent"): void {
    if (outcome === "enough") {
      this.#pauses.delete(server);
      return;
    }
    const failures = outcome === "answered" ? 0 : (this.#pauses.get(server)?.failures ?? 0) + 1;
    const pauseMs =
      failures === 0 ? ANSWERED_MS : Math.min(FIRST_FAILURE_MS * 2 ** (failures - 1), MAX_FAILURE_MS);
    this.#pauses.set(server, { failures, untilTs: now + pauseMs });
  }
}
