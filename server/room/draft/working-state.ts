/** Room states as they are put together, copied and compared. */
import type { RoomState } from "@knockgen/auth";
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

/** Difference between two states. */
export function stateDifference(from: RoomState, to: RoomState): StateChange[] {
  const changes: StateChange[] = [];
  for (const [type, ofType] of to)
    for (const [stateKey, after] of ofType) {
      const before = from.get(type)?.get(stateKey);
      if (before !== after) changes.push({ type, stateKey, before, after });
    }
  for (const [type, ofType] of from)
    for (const [stateKey, before] of ofType)
      if (to.get(type)?.has(stateKey) !== true) changes.push({ type, stateKey, before, after: undefined });
  return changes;
}
