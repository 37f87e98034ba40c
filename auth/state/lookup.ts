/** A room state as the rules ask for it, made of events. */
import type { Pdu } from "../pdu/pdu.js";
import type { StateLookup } from "../rules/clause.js";
import { type MutableState, setEntry } from "./room-state.js";

/** So few events that a scan beats a map. */
const FEW = 32;

function lookupInMap(events: readonly Pdu[]): StateLookup {
  const state: MutableState<Pdu> = new Map();
  for (const event of events) {
    if (event.stateKey !== undefined && !state.get(event.type)?.has(event.stateKey))
      setEntry(state, event.type, event.stateKey, event);
  }
  return (type, stateKey) => state.get(type)?.get(stateKey);
}

/** The state made of these events. Of several with one type and state key the first counts. */
export function lookupIn(events: readonly Pdu[]): StateLookup {
  if (events.length > FEW) return lookupInMap(events);
  return (type, stateKey) => {
    for (const event of events) if (event.type === type && event.stateKey === stateKey) return event;
    return undefined;
  };
}
