/** `judge` and its like for callers who wait for nothing: all that they may need is loaded with this file. */

import type { FederationFacts } from "../events/federation-facts.js";
import { verifyEvents } from "../events/verify-events.js";
import type { Exchange } from "../exchange.js";
import type { Finding } from "../finding.js";
import type { PathMap } from "../releases/find-operation.js";
import type { Release } from "../releases/release.js";
import { type Judgement, judgeExchange } from "./judge-exchange.js";

export type { Judgement } from "./judge-exchange.js";

/** Facts that an exchange does not tell by itself. */
export interface JudgeOptions {
  /** Parts of paths to be read as others; `r0` as `v3` unless given. */
  readonly map?: PathMap;
  /** Keys and room versions, with which events between servers are verified. */
  readonly federation?: FederationFacts;
}

/** All that all claimed releases forbid in this exchange, each once. */
export function judge(
  exchange: Exchange,
  releases: readonly Release[],
  options: JudgeOptions = {},
): readonly Finding[] {
  return judgeWhole(exchange, releases, options).findings;
}

/** The same with the operation. */
export function judgeWhole(
  exchange: Exchange,
  releases: readonly Release[],
  options: JudgeOptions = {},
): Judgement {
  return judgeExchange(exchange, releases, { ...options, verify: verifyEvents });
}
