/** Room states of the past: by their groups, and resolved where histories meet. */
import { type Pdu, ROOM_VERSIONS, type RoomState, type RoomVersion, resolveState } from "../../auth/index.js";
import type { StateChange, StateGroup, Store } from "../store/types.js";
import type { EventCache, LoadedEvent } from "./event-cache.js";

/** A state that is being put together. */
export type WorkingState = Map<string, Map<string, string>>;

const REMEMBERED_GROUPS = 32;
/** Chains that are longer than that, and than the state has entries, get a snapshot: reading stays in proportion. */
const LONG_CHAIN = 1_000;

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

/** What leads from one state to another. */
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

type StateStore = Pick<Store, "stateGroupChain" | "saveStateSnapshot">;

/** Reads states by their groups, and resolves them. */
export class States {
  readonly #store: StateStore;
  readonly #events: EventCache;
  readonly #known = new Map<number, RoomState>();
  /** Groups that are not committed yet, or were just now. */
  readonly #fresh = new Map<number, StateGroup>();

  constructor(store: StateStore, events: EventCache) {
    this.#store = store;
    this.#events = events;
  }

  /** A group that was just made. */
  add(group: StateGroup): void {
    this.#fresh.set(group.id, group);
    if (this.#fresh.size <= 1024) return;
    const [oldest] = this.#fresh.keys();
    if (oldest !== undefined) this.#fresh.delete(oldest);
  }

  /** The state of a group. Not to be changed by the caller. */
  async of(group: number): Promise<RoomState> {
    const known = this.#known.get(group);
    if (known !== undefined) return known;
    const steps: StateGroup[] = [];
    let base: RoomState = new Map();
    let at: number | undefined = group;
    let kept = 0;
    while (at !== undefined) {
      const start = this.#known.get(at);
      if (start !== undefined) {
        base = start;
        break;
      }
      const fresh = this.#fresh.get(at);
      if (fresh === undefined) {
        const chain = await this.#store.stateGroupChain(at);
        kept = chain.length;
        for (const step of chain) steps.push(step);
        break;
      }
      steps.push(fresh);
      at = fresh.parent;
    }
    const state = copyState(base);
    for (const [step, { id, changes }] of steps.reverse().entries()) {
      for (const { type, stateKey, after } of changes) setState(state, type, stateKey, after);
      if (step + 1 === kept && kept > LONG_CHAIN) await this.#keepSnapshot(id, state, kept);
    }
    this.#known.set(group, state);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED_GROUPS && oldest !== undefined) this.#known.delete(oldest);
    return state;
  }

  async #keepSnapshot(id: number, state: RoomState, chain: number): Promise<void> {
    const whole = stateDifference(new Map(), state);
    if (chain > whole.length) await this.#store.saveStateSnapshot(id, whole);
  }

  /** One state out of several, after loading what resolution looks at. `pending` is what is not committed yet. */
  async resolve(
    states: readonly RoomState[],
    version: RoomVersion,
    pending: ReadonlyMap<string, LoadedEvent>,
  ): Promise<RoomState> {
    const [first, ...others] = states;
    if (first === undefined) return new Map();
    if (others.every((other) => stateDifference(first, other).length === 0)) return first;
    const events = await this.#withAuthChains(states, version, pending);
    const loaded = new Map<string, Pdu>();
    const rejected = new Set<string>();
    for (const { stored, pdu } of events.values()) {
      loaded.set(stored.eventId, pdu);
      if (stored.status === "rejected") rejected.add(stored.eventId);
    }
    return resolveState(states, {
      roomVersion: version,
      events: (id) => loaded.get(id),
      isRejected: (id) => rejected.has(id),
    });
  }

  async #withAuthChains(
    states: readonly RoomState[],
    version: RoomVersion,
    pending: ReadonlyMap<string, LoadedEvent>,
  ): Promise<Map<string, LoadedEvent>> {
    const all = new Map<string, LoadedEvent>();
    let wanted = new Set<string>();
    for (const state of states)
      for (const ofType of state.values()) for (const id of ofType.values()) wanted.add(id);
    while (wanted.size > 0) {
      const next = new Set<string>();
      const stored = [...wanted].filter((id) => !pending.has(id));
      const found = await this.#events.many(stored, version);
      for (const id of wanted) {
        const event = pending.get(id) ?? found.get(id);
        if (event === undefined) continue;
        all.set(id, event);
        for (const auth of event.pdu.authEventIds) if (!all.has(auth)) next.add(auth);
        // The create event is named by the room ID alone in version 12.
        const create = `$${event.pdu.roomId.slice(1)}`;
        if (ROOM_VERSIONS[version].roomId === "create-event" && !all.has(create)) next.add(create);
      }
      for (const id of all.keys()) next.delete(id);
      wanted = new Set([...next].filter((id) => !wanted.has(id)));
    }
    return all;
  }
}
