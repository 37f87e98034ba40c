/** Messages between the proxy and the thread that judges large exchanges. */

import type { FactsSnapshot } from "../events/federation-facts.js";
import type { Exchange } from "../exchange.js";
import type { Judgement } from "../judge/judge-exchange.js";
import type { PathMap } from "../releases/find-operation.js";

/** A release as a thread loads it: by its folder, or the package's own without one. */
export interface ReleaseSource {
  readonly name: string;
  readonly folder?: string;
  readonly claimed: boolean;
  readonly upTo: number;
}

export interface ThreadMessage {
  readonly id: number;
  readonly exchange: Exchange;
  /** The answer's body, where the exchange is without it. */
  readonly pieces?: readonly Uint8Array[];
  readonly sources: readonly ReleaseSource[];
  readonly map: PathMap | undefined;
  /** Where there are more than the thread was told of, and the exchange is one between servers. */
  readonly facts?: FactsSnapshot;
}

export interface ThreadReply {
  readonly id: number;
  readonly judgement: Judgement | undefined;
}
