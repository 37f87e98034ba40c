/** State resolution version 2 (room versions 2 to 11) and 2.1 (room version 12). */

import type { Pdu } from "../pdu/pdu.js";
import { ROOM_VERSIONS } from "../room-version/table.js";
import { authDifference, conflictedSubgraph, separate } from "./conflict.js";
import { type EventGraph, type EventNode, eventGraph, walkAuth } from "./graph.js";
import { type AuthCheckContext, applyInOrder } from "./iterative-auth.js";
import { mainlineOrder } from "./mainline.js";
import { powerOrder } from "./power-order.js";
import { entriesOf, type MutableState, type RoomState, setEntry } from "./room-state.js";

/** Whether an event can change who may do what. */
function isPowerEvent(event: Pdu): boolean {
  if (event.stateKey === undefined) return false;
  if (event.type === "m.room.power_levels" || event.type === "m.room.join_rules") return true;
  if (event.type !== "m.room.member" || event.sender === event.stateKey) return false;
  const { membership } = event;
  return membership === "leave" || membership === "ban";
}

/** Marks and returns everything that the states disagree on, directly or through what authorised it. */
function fullConflictedSet(
  graph: EventGraph,
  common: readonly EventNode[],
  contested: readonly (readonly EventNode[])[],
  withSubgraph: boolean,
): EventNode[] {
  const full: EventNode[] = [];
  const addAll = (nodes: readonly EventNode[]): void => {
    for (const node of nodes) {
      if (node.conflicted) continue;
      node.conflicted = true;
      full.push(node);
    }
  };
  for (const nodes of contested) addAll(nodes);
  const conflicted = withSubgraph ? [...full] : [];
  addAll(authDifference(graph, common, contested));
  if (withSubgraph) addAll(conflictedSubgraph(graph, conflicted, contested.length));
  return full;
}

/** The known ones among events: looked up here and never again, since finding one of many by its ID is slow. */
function nodesOf(graph: EventGraph, ids: Iterable<string>): EventNode[] {
  const nodes: EventNode[] = [];
  for (const id of ids) {
    const node = graph.node(id);
    if (node !== undefined) nodes.push(node);
  }
  return nodes;
}

function withPowerEvents(graph: EventGraph, full: readonly EventNode[], walk: number): Set<EventNode> {
  const chosen = new Set<EventNode>();
  const power = full.filter(({ pdu }) => isPowerEvent(pdu));
  walkAuth(graph, power, walk, (node) => {
    if (node.conflicted) chosen.add(node);
  });
  return chosen;
}

function* idsOf(state: RoomState): Generator<string> {
  for (const ofType of state.values()) yield* ofType.values();
}

function toEvents(graph: EventGraph, state: RoomState): MutableState<Pdu> {
  const events: MutableState<Pdu> = new Map();
  for (const [type, stateKey, id] of entriesOf(state)) {
    const node = graph.node(id);
    if (node !== undefined) setEntry(events, type, stateKey, node.pdu);
  }
  return events;
}

/** Resolves states by version 2, or 2.1 where the room version says so. */
export function resolveV2(states: readonly RoomState[], context: AuthCheckContext): RoomState {
  const rules = ROOM_VERSIONS[context.roomVersion];
  const isV21 = rules.stateResolution === "v2.1";
  const graph = eventGraph(context.lookup);
  const { agreed, conflicting } = separate(states);
  if (conflicting.every((ids) => ids.length === 0)) return agreed;
  const common = nodesOf(graph, idsOf(agreed));
  const contested = conflicting.map((ids) => nodesOf(graph, ids));
  const full = fullConflictedSet(graph, common, contested, isV21);
  const power = withPowerEvents(graph, full, states.length + 1);
  // Version 2.1 starts from nothing, so that agreed state cannot let in what it depends on itself.
  const resolved: MutableState<Pdu> = isV21 ? new Map() : toEvents(graph, agreed);
  applyInOrder(graph, powerOrder(graph, power, rules, context.create), resolved, context);
  const levels = resolved.get("m.room.power_levels")?.get("");
  const rest = full.filter((node) => !power.has(node));
  applyInOrder(
    graph,
    mainlineOrder(graph, rest, levels === undefined ? undefined : graph.node(levels.eventId)),
    resolved,
    context,
  );
  const result: MutableState = new Map();
  for (const [type, ofType] of resolved)
    for (const [stateKey, event] of ofType) setEntry(result, type, stateKey, event.eventId);
  for (const [type, ofType] of agreed)
    for (const [stateKey, id] of ofType) setEntry(result, type, stateKey, id);
  return result;
}
