/** A room state: which event stands at which type and state key. */

/** Event IDs by type, then by state key. */
export type RoomState = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** One entry of a room state. */
export type StateEntry = readonly [type: string, stateKey: string, eventId: string];

/** A room state that is being built. */
export type MutableState<T = string> = Map<string, Map<string, T>>;

/** Sets an entry. */
export function setEntry<T>(state: MutableState<T>, type: string, stateKey: string, value: T): void {
  const ofType = state.get(type);
  if (ofType === undefined) state.set(type, new Map([[stateKey, value]]));
  else ofType.set(stateKey, value);
}

/** The state made of entries; a later entry replaces an earlier one at the same key. */
export function stateOf(entries: Iterable<StateEntry>): RoomState {
  const state: MutableState = new Map();
  for (const [type, stateKey, eventId] of entries) setEntry(state, type, stateKey, eventId);
  return state;
}

/** The entries of a state, whatever it keeps at each key. */
export function* entriesOf<T = string>(
  state: ReadonlyMap<string, ReadonlyMap<string, T>>,
): Generator<readonly [type: string, stateKey: string, value: T]> {
  for (const [type, ofType] of state) for (const [stateKey, value] of ofType) yield [type, stateKey, value];
}

/** The IDs of the events of a state. */
export function* idsIn(state: RoomState): Generator<string> {
  for (const ofType of state.values()) yield* ofType.values();
}
