/** All that one release finds wrong with an exchange. */
import type { Exchange } from "../exchange.js";
import { withoutExplained } from "../problems/alternatives.js";
import { findOperation, type PathMap } from "../releases/find-operation.js";
import type { Release } from "../releases/release.js";
import type { Examined } from "./departure.js";
import { addContents, addInEvent, addUnverified, type VerifyOptions } from "./event-departures.js";
import { FoundDepartures } from "./found-departures.js";
import { type JudgedSide, readExchange } from "./judged-side.js";
import type { Judging } from "./judging.js";
import { addHabits, addInBody, addOutsideBody } from "./own-departures.js";
import { unknownOperation } from "./unknown-operation.js";

export interface ExamineOptions extends VerifyOptions {
  readonly map?: PathMap;
}

export function examine(exchange: Exchange, release: Release, options: ExamineOptions = {}): Examined {
  const operation = findOperation(exchange, release, options.map);
  if (operation === undefined) return unknownOperation(exchange, release);
  const { sides, unimplemented } = readExchange(exchange, operation);
  const { route } = operation;
  const bodies = sides.map(({ json }) => json);
  const found = new FoundDepartures(exchange, release, route, bodies);
  const judging = { exchange, release, operation, found };
  for (const side of sides) {
    addUnverified(judging, side, options);
    addOutsideBody(judging, side);
    addOfBody(judging, side);
    addContents(judging, side);
  }
  addHabits(judging);
  return { operation: `${route.api}/${route.name}`, known: true, unimplemented, departures: found.all };
}

function addOfBody(judging: Judging, side: JudgedSide): void {
  const { found, events, isCut } = side;
  for (const problem of withoutExplained(found.filter(({ place }) => place === "body"))) {
    if (isCut && problem.keyword === "required" && events.around(problem.path) !== undefined) continue;
    if (!addInEvent(judging, side, problem)) addInBody(judging, side, problem);
  }
}
