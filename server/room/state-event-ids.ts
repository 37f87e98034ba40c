/** The IDs of all events of a state, which is given by type and state key. */
export function stateEventIds(state: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] {
  return [...state.values()].flatMap((ofType) => [...ofType.values()]);
}
