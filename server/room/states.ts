/** Room states of the past: by their groups, and resolved where histories meet. */
import type { RoomState } from "@knockgen/auth";
import { shareOfHeap } from "../bounds/heap-size.js";
import { SizedCache } from "../bounds/sized-cache.js";
import { type Log, silentLog } from "../log.js";
import type { StateGroup, Store } from "../store/store.js";
import { copyState, isSameState, setState, stateDifference } from "./draft/working-state.js";
import type { EventCache, RoomKey } from "./event-cache.js";
import type { LoadedEvent } from "./held-event.js";
import { resolveStates } from "./resolve.js";

/** A key, an ID, and their place in a map. */
const ENTRY_BYTES = 250;
/** Chains that are longer than that, and than the state has entries, get a snapshot: reading stays in proportion. */
const LONG_CHAIN = 1_000;

/** Missing events that one line of the log names. */
const MAX_NAMED = 10;

type StateStore = Pick<Store, "stateGroupChain" | "saveStateSnapshot">;

/** Reads states by their groups, and resolves them. */
export class States {
  readonly #store: StateStore;
  readonly #events: EventCache;
  readonly #log: Log;
  readonly #known = new SizedCache<number, RoomState>({
    maxBytes: shareOfHeap(1 / 16, 128),
    sizeOf: (state) => sum([...state.values()].map(({ size }) => size)) * ENTRY_BYTES,
  });
  /** Groups that are not committed yet, or were just now. */
  readonly #fresh = new SizedCache<number, StateGroup>({
    maxBytes: shareOfHeap(1 / 32, 64),
    sizeOf: ({ changes }) => (changes.length + 1) * ENTRY_BYTES,
    // They may not be committed yet, and then cannot be read again.
    isCrowded: () => false,
  });

  constructor(store: StateStore, events: EventCache, log: Log = silentLog) {
    this.#store = store;
    this.#events = events;
    this.#log = log;
  }

  /** Of heap, about. */
  get bytes(): number {
    return this.#known.bytes + this.#fresh.bytes;
  }

  /** A group that was just made. */
  add(group: StateGroup): void {
    this.#fresh.set(group.id, group);
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
    return state;
  }

  async #keepSnapshot(id: number, state: RoomState, chain: number): Promise<void> {
    const whole = await stateDifference(new Map(), state);
    if (chain > whole.length) await this.#store.saveStateSnapshot(id, whole);
  }

  /** One state out of several, after loading what resolution looks at. `pending` is what is not committed yet. */
  async resolve(
    states: readonly RoomState[],
    room: RoomKey,
    pending: ReadonlyMap<string, LoadedEvent>,
  ): Promise<RoomState> {
    const [first, ...others] = states;
    if (first === undefined) return new Map();
    if (others.every((other) => isSameState(first, other))) return first;
    const missing: string[] = [];
    const onMissing = (eventId: string): void => void missing.push(eventId);
    const resolved = await resolveStates(states, { room, pending, committed: this.#events, onMissing });
    if (missing.length > 0)
      this.#log("warn", "states were resolved without events that are not held", {
        roomId: room.roomId,
        events: missing.slice(0, MAX_NAMED),
        count: missing.length,
      });
    return resolved;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
