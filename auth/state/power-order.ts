/** Reverse topological power ordering (room version 2, "State resolution", definitions). */
import type { Pdu } from "../pdu/pdu.js";
import type { Level } from "../read/level.js";
import { userLevel } from "../read/power-levels.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { type EventGraph, type EventNumber, eachTarget, eventAt, reverseEdges } from "./graph.js";
import { compareByTime, priorityQueue } from "./order.js";

/** The sender's level by the first power levels that the event itself lists. What cannot be read counts as zero. */
function senderLevel(
  graph: EventGraph,
  event: EventNumber,
  rules: RoomVersionRules,
  create: Pdu | undefined,
): Level {
  let powerLevels: Pdu | undefined;
  let ownCreate = create;
  eachTarget(graph.auth, event, (auth) => {
    const pdu = eventAt(graph, auth);
    if (pdu.stateKey !== "") return;
    if (pdu.type === "m.room.power_levels") powerLevels ??= pdu;
    else if (pdu.type === "m.room.create") ownCreate ??= pdu;
  });
  return userLevel({ rules, create: ownCreate, powerLevels }, eventAt(graph, event).sender) ?? 0;
}

/** An event, and how much power its sender had by the event's own account. */
interface Entry {
  readonly event: EventNumber;
  readonly pdu: Pdu;
  readonly level: Level;
}

function compare(a: Entry, b: Entry): number {
  if (a.level !== b.level && (a.level > b.level || a.level < b.level)) return a.level > b.level ? -1 : 1;
  return compareByTime(a.pdu, b.pdu);
}

/**
 * Orders events so that each comes after those of its auth events that are among them; where that leaves a choice,
 * more power comes first, then the earlier time, then the lesser ID. Events on a cycle have no place and are left out.
 */
export function powerOrder(
  graph: EventGraph,
  events: readonly EventNumber[],
  rules: RoomVersionRules,
  create: Pdu | undefined,
): EventNumber[] {
  const listedBy = reverseEdges(graph, events);
  const waitingFor = new Int32Array(graph.events.length);
  for (const event of events) {
    eachTarget(listedBy, event, (later) => {
      waitingFor[later] = (waitingFor[later] ?? 0) + 1;
    });
  }
  const ready = priorityQueue(compare);
  const enter = (event: EventNumber): void => {
    const level = senderLevel(graph, event, rules, create);
    ready.push({ event, pdu: eventAt(graph, event), level });
  };
  for (const event of events) if (waitingFor[event] === 0) enter(event);
  const ordered: EventNumber[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    ordered.push(next.event);
    eachTarget(listedBy, next.event, (later) => {
      const left = (waitingFor[later] ?? 0) - 1;
      waitingFor[later] = left;
      if (left === 0) enter(later);
    });
  }
  return ordered;
}
