/** Judges with what was learned between servers. The engine that verifies is loaded where there is something to verify. */
import { splitTarget } from "@knockgen/matrix/runtime/target";
import type { LearnedFacts } from "../events/federation-facts.js";
import type { Exchange } from "../exchange.js";
import type { PathMap } from "../releases/find-operation.js";
import type { Release } from "../releases/release.js";
import { type Judgement, judgeExchange } from "./judge-exchange.js";

/** Whether an exchange may hold events that one server has signed for another. */
export function isBetweenServers({ request }: Exchange): boolean {
  return splitTarget(request.target).path.startsWith("/_matrix/federation/");
}

export function judgeBy(
  exchange: Exchange,
  releases: readonly Release[],
  map: PathMap | undefined,
  federation: LearnedFacts,
): Judgement | Promise<Judgement> {
  const options = { federation, ...(map !== undefined && { map }) };
  if (federation.isEmpty || !isBetweenServers(exchange)) return judgeExchange(exchange, releases, options);
  return import("../events/verify-events.js").then(({ verifyEvents }) =>
    judgeExchange(exchange, releases, { ...options, verify: verifyEvents }),
  );
}
