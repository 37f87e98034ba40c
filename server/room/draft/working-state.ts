/** Room states as they are put together, copied and compared. */
import type { RoomState } from "@knockgen/auth";
import { Turns } from "../../bounds/turns.js";
import type { StateChange } from "../../store/store.js";

/** A state that is being put together. */
export type WorkingState = Map<string, Map<string, string>>;

/** Sets or removes an entry. */
export function setState(
  state: WorkingState,
  type: string,
  stateKey: string,
  eventId: string | undefined,
): void {
  const ofType = state.get(type) ?? new Map<string, string>();
  if (eventId === undefined) ofType.delete(stateKey);
  else ofType.set(stateKey, eventId);
  state.set(type, ofType);
}

/** A copy that can be changed. */
export function copyState(state: RoomState): WorkingState {
  return new Map([...state].map(([type, ofType]) => [type, new Map(ofType)]));
}

/** Difference between two states. Neither may change meanwhile. */
export async function stateDifference(from: RoomState, to: RoomState): Promise<StateChange[]> {
  const changes: StateChange[] = [];
  const turns = new Turns();
  for (const [type, ofType] of to) {
    const known = from.get(type);
    for (const [stateKey, after] of ofType) {
      if (turns.areDue) await turns.next();
      const before = known?.get(stateKey);
      if (before !== after) changes.push({ type, stateKey, before, after });
    }
  }
  for (const [type, ofType] of from) {
    const left = to.get(type);
    for (const [stateKey, before] of ofType) {
      if (turns.areDue) await turns.next();
      if (left?.has(stateKey) !== true) changes.push({ type, stateKey, before, after: undefined });
    }
  }
  return changes;
}

/** Whether two states have the same entries. */
export function isSameState(one: RoomState, other: RoomState): boolean {
  return holds(one, other) && holds(other, one);
}

function holds(state: RoomState, entries: RoomState): boolean {
  for (const [type, ofType] of entries) {
    const held = state.get(type);
    for (const [stateKey, eventId] of ofType) if (held?.get(stateKey) !== eventId) return false;
  }
  return true;
}
