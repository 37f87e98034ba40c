/** Mainline ordering (room version 2, "State resolution", definitions). */
import type { EventGraph, EventNode } from "./graph.js";
import { compareByTime } from "./order.js";

/** The power-levels event among the auth events of an event. */
function powerLevelsOf(graph: EventGraph, node: EventNode): EventNode | undefined {
  return graph.authOf(node).find(({ pdu }) => pdu.type === "m.room.power_levels" && pdu.stateKey === "");
}

/** The chain of power-levels events that led to the present one, and the place of each in it. */
function mainlineFrom(graph: EventGraph, start: EventNode | undefined): Map<EventNode, number> {
  const places = new Map<EventNode, number>();
  for (let node = start; node !== undefined && !places.has(node); node = powerLevelsOf(graph, node))
    places.set(node, places.size);
  return places;
}

const NOWHERE = Number.POSITIVE_INFINITY;

/**
 * Where the power-levels ancestors of events first touch the mainline. Every ancestor is looked at once over all
 * events, so a long side branch costs its length, not its length per event.
 */
function branchPoints(
  graph: EventGraph,
  mainline: ReadonlyMap<EventNode, number>,
): (node: EventNode) => number {
  const places = new Map(mainline);
  return (event) => {
    const passed: EventNode[] = [];
    let node = powerLevelsOf(graph, event);
    let place: number | undefined;
    for (; node !== undefined; node = powerLevelsOf(graph, node)) {
      place = places.get(node);
      if (place !== undefined) break;
      passed.push(node);
      // Until the walk ends, so that a cycle ends it.
      places.set(node, NOWHERE);
    }
    const found = place ?? NOWHERE;
    for (const side of passed) places.set(side, found);
    return found;
  };
}

/** Orders events by where they branched off the mainline, oldest first, then by time and ID. */
export function mainlineOrder(
  graph: EventGraph,
  events: readonly EventNode[],
  powerLevels: EventNode | undefined,
): EventNode[] {
  const placeOf = branchPoints(graph, mainlineFrom(graph, powerLevels));
  const placed = events.map((node) => ({ node, pdu: node.pdu, place: placeOf(node) }));
  placed.sort((a, b) => (a.place === b.place ? compareByTime(a.pdu, b.pdu) : a.place > b.place ? -1 : 1));
  return placed.map(({ node }) => node);
}
