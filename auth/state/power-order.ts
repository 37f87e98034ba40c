/** Reverse topological power ordering (room version 2, "State resolution", definitions). */
import type { Pdu } from "../pdu/pdu.js";
import type { Level } from "../read/level.js";
import { userLevel } from "../read/power-levels.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import type { EventGraph, EventNode } from "./graph.js";
import { compareByTime, priorityQueue } from "./order.js";

/** An event, how much power its sender had by the event's own account, and what has to come before it. */
interface Entry {
  readonly node: EventNode;
  readonly level: Level;
  waitingFor: number;
  readonly before: Entry[];
}

/** The sender's level by the power levels that the event itself lists. What cannot be read counts as zero. */
function senderLevel(
  graph: EventGraph,
  node: EventNode,
  rules: RoomVersionRules,
  create: Pdu | undefined,
): Level {
  let powerLevels: Pdu | undefined;
  let ownCreate = create;
  for (const { pdu } of graph.authOf(node)) {
    if (pdu.type === "m.room.power_levels" && pdu.stateKey === "") powerLevels = pdu;
    else if (pdu.type === "m.room.create" && pdu.stateKey === "") ownCreate ??= pdu;
  }
  return userLevel({ rules, create: ownCreate, powerLevels }, node.pdu.sender) ?? 0;
}

function compare(a: Entry, b: Entry): number {
  if (a.level !== b.level && (a.level > b.level || a.level < b.level)) return a.level > b.level ? -1 : 1;
  return compareByTime(a.node.pdu, b.node.pdu);
}

/**
 * Orders events so that each comes after those of its auth events that are among them; where that leaves a choice,
 * more power comes first, then the earlier time, then the lesser ID. Events on a cycle have no place and are left out.
 */
export function powerOrder(
  graph: EventGraph,
  events: ReadonlySet<EventNode>,
  rules: RoomVersionRules,
  create: Pdu | undefined,
): EventNode[] {
  const entries = new Map<EventNode, Entry>();
  for (const node of events)
    entries.set(node, { node, level: senderLevel(graph, node, rules, create), waitingFor: 0, before: [] });
  for (const entry of entries.values()) {
    for (const auth of new Set(graph.authOf(entry.node))) {
      const earlier = entries.get(auth);
      if (earlier === undefined) continue;
      earlier.before.push(entry);
      entry.waitingFor++;
    }
  }
  const ready = priorityQueue(compare);
  for (const entry of entries.values()) if (entry.waitingFor === 0) ready.push(entry);
  const ordered: EventNode[] = [];
  for (let entry = ready.pop(); entry !== undefined; entry = ready.pop()) {
    ordered.push(entry.node);
    for (const later of entry.before) if (--later.waitingFor === 0) ready.push(later);
  }
  return ordered;
}
