/** State resolution version 2 (room versions 2 to 11) and 2.1 (room version 12). */
import type { Pdu } from "../pdu/pdu.js";
import { knownRules } from "../room-version/table.js";
import { authDifference, conflictedSubgraph, separate } from "./conflict.js";
import { buildGraph, type EventGraph, type EventNumber, eventAt, walkAuth } from "./graph.js";
import { type AuthCheckContext, applyInOrder } from "./iterative-auth.js";
import { mainlineOrder } from "./mainline.js";
import { powerOrder } from "./power-order.js";
import { idsIn, type MutableState, type RoomState, setEntry } from "./room-state.js";

/** Whether an event can change who may do what. */
function isPowerEvent(event: Pdu): boolean {
  if (event.stateKey === undefined) return false;
  if (event.type === "m.room.power_levels" || event.type === "m.room.join_rules") return true;
  if (event.type !== "m.room.member" || event.sender === event.stateKey) return false;
  const { membership } = event;
  return membership === "leave" || membership === "ban";
}

/** Everything that the states disagree on, directly or through what authorised it; in no order, each once. */
function fullConflictedSet(
  graph: EventGraph,
  common: readonly EventNumber[],
  contested: readonly (readonly EventNumber[])[],
  withSubgraph: boolean,
): EventNumber[] {
  const isIn = new Uint8Array(graph.events.length);
  const full: EventNumber[] = [];
  const addAll = (events: readonly EventNumber[]): void => {
    for (const event of events) {
      if (isIn[event] === 1) continue;
      isIn[event] = 1;
      full.push(event);
    }
  };
  for (const events of contested) addAll(events);
  const conflicted = withSubgraph ? [...full] : [];
  addAll(authDifference(graph, common, contested));
  if (withSubgraph) addAll(conflictedSubgraph(graph, conflicted));
  return full;
}

/** Parts a set: power events with those of the set that they depend on, and the rest. */
function partByPower(
  graph: EventGraph,
  full: readonly EventNumber[],
): { readonly power: readonly EventNumber[]; readonly rest: readonly EventNumber[] } {
  const reached = new Int32Array(graph.events.length);
  const powerEvents = full.filter((event) => isPowerEvent(eventAt(graph, event)));
  walkAuth(graph, powerEvents, reached, 1);
  return {
    power: full.filter((event) => reached[event] === 1),
    rest: full.filter((event) => reached[event] !== 1),
  };
}

/** The state made of known events. */
function toEvents(graph: EventGraph, events: readonly EventNumber[]): MutableState<Pdu> {
  const state: MutableState<Pdu> = new Map();
  for (const event of events) {
    const pdu = eventAt(graph, event);
    if (pdu.stateKey !== undefined) setEntry(state, pdu.type, pdu.stateKey, pdu);
  }
  return state;
}

/** Resolved events as a state, with what all states agree on put over them. */
function toState(resolved: MutableState<Pdu>, agreed: RoomState): RoomState {
  const state: MutableState = new Map();
  for (const [type, ofType] of resolved) {
    const ids = new Map<string, string>();
    for (const [stateKey, event] of ofType) ids.set(stateKey, event.eventId);
    state.set(type, ids);
  }
  for (const [type, ofType] of agreed)
    for (const [stateKey, id] of ofType) setEntry(state, type, stateKey, id);
  return state;
}

/** Resolves states by version 2, or 2.1 where the room version says so. */
export function resolveV2(states: readonly RoomState[], context: AuthCheckContext): RoomState {
  const rules = knownRules(context.roomVersion);
  const isV21 = rules.stateResolution === "v2.1";
  const { agreed, conflicting } = separate(states);
  if (conflicting.every((ids) => ids.length === 0)) return agreed;
  const { graph, numbered } = buildGraph(context.lookup, [idsIn(agreed), ...conflicting]);
  const [common = [], ...contested] = numbered;
  const { power, rest } = partByPower(graph, fullConflictedSet(graph, common, contested, isV21));
  // Version 2.1 starts from nothing, so that agreed state cannot let in what it depends on itself.
  const resolved: MutableState<Pdu> = isV21 ? new Map() : toEvents(graph, common);
  applyInOrder(graph, powerOrder(graph, power, rules, context.create), resolved, context);
  const levels = resolved.get("m.room.power_levels")?.get("");
  applyInOrder(graph, mainlineOrder(graph, rest, levels), resolved, context);
  return toState(resolved, agreed);
}
