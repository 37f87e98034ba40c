/** Mainline ordering (room version 2, "State resolution", definitions). */
import type { Pdu } from "../pdu/pdu.js";
import { type EventGraph, type EventNumber, eachTarget, eventAt } from "./graph.js";
import { compareByTime } from "./order.js";

/** The first power-levels event among the auth events of an event. */
function powerLevelsOf(graph: EventGraph, event: EventNumber): EventNumber | undefined {
  let found: EventNumber | undefined;
  eachTarget(graph.auth, event, (auth) => {
    const { type, stateKey } = eventAt(graph, auth);
    if (found === undefined && type === "m.room.power_levels" && stateKey === "") found = auth;
  });
  return found;
}

const UNSEEN = -1;
/** Beyond the end of every mainline. */
const NOWHERE = 2 ** 31 - 1;

/**
 * Where each event's power-levels ancestors first touch the mainline, the chain of power-levels events that led to the
 * present one, which counts from 0. Every ancestor is looked at once over all events, so a long side branch costs its
 * length, not its length per event.
 */
function branchPoints(graph: EventGraph, powerLevels: Pdu | undefined): (event: EventNumber) => number {
  const places = new Int32Array(graph.events.length).fill(UNSEEN);
  const placeOf = (event: EventNumber): number => places[event] ?? NOWHERE;
  let length = 0;
  let main = powerLevels && graph.events.indexOf(powerLevels);
  for (; main !== undefined && placeOf(main) === UNSEEN; main = powerLevelsOf(graph, main))
    places[main] = length++;
  return (event) => {
    const passed: EventNumber[] = [];
    let side = powerLevelsOf(graph, event);
    for (; side !== undefined && placeOf(side) === UNSEEN; side = powerLevelsOf(graph, side)) {
      passed.push(side);
      // Until the walk ends, so that a cycle ends it.
      places[side] = NOWHERE;
    }
    const place = side === undefined ? NOWHERE : placeOf(side);
    for (const ancestor of passed) places[ancestor] = place;
    return place;
  };
}

/** Orders events by where they branched off the mainline, oldest first, then by time and ID. */
export function mainlineOrder(
  graph: EventGraph,
  events: readonly EventNumber[],
  powerLevels: Pdu | undefined,
): EventNumber[] {
  const placeOf = branchPoints(graph, powerLevels);
  const places = new Int32Array(graph.events.length);
  for (const event of events) places[event] = placeOf(event);
  return [...events].sort(
    (a, b) => (places[b] ?? 0) - (places[a] ?? 0) || compareByTime(eventAt(graph, a), eventAt(graph, b)),
  );
}
