/** State resolution version 1 (room version 1). */
import { sha1 } from "@noble/hashes/legacy.js";
import { authorizeAgainstState } from "../authorize.js";
import { utf8 } from "../digest.js";
import type { Pdu } from "../pdu/pdu.js";
import type { AuthCheckContext } from "./iterative-auth.js";
import { compareIntegers } from "./order.js";
import { entriesOf, type MutableState, type RoomState, setEntry } from "./room-state.js";

/** The events in conflict at one key. */
interface Conflict {
  readonly type: string;
  readonly stateKey: string;
  readonly events: readonly Pdu[];
}

interface Hashed {
  readonly event: Pdu;
  readonly hash: Uint8Array;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Deepest first; at one depth by the SHA-1 of the ID, least first. */
function deepestFirst(events: readonly Pdu[]): Pdu[] {
  return events
    .map((event): Hashed => ({ event, hash: sha1(utf8(event.eventId)) }))
    .sort((a, b) => compareIntegers(b.event.depth, a.event.depth) || compareBytes(a.hash, b.hash))
    .map(({ event }) => event);
}

function isAllowed(event: Pdu, state: MutableState<Pdu>, context: AuthCheckContext): boolean {
  const lookup = (type: string, stateKey: string): Pdu | undefined => state.get(type)?.get(stateKey);
  return authorizeAgainstState(event, { roomVersion: context.roomVersion, state: lookup }).allowed;
}

/** From the shallowest up, each event replaces the one before while the rules allow it there. */
function resolveAuthConflict(
  conflict: Conflict,
  state: MutableState<Pdu>,
  context: AuthCheckContext,
): Pdu | undefined {
  const [first, ...rest] = deepestFirst(conflict.events).reverse();
  let chosen = first;
  for (const event of rest) {
    if (chosen !== undefined) setEntry(state, conflict.type, conflict.stateKey, chosen);
    if (!isAllowed(event, state, context)) break;
    chosen = event;
  }
  // Changes tried in this pass must not be visible to the next key of the same pass.
  state.get(conflict.type)?.delete(conflict.stateKey);
  return chosen;
}

/** The deepest event that the rules allow; if they allow none, the shallowest, as servers do. */
function resolveConflict(
  conflict: Conflict,
  state: MutableState<Pdu>,
  context: AuthCheckContext,
): Pdu | undefined {
  const ordered = deepestFirst(conflict.events);
  return ordered.find((event) => isAllowed(event, state, context)) ?? ordered.at(-1);
}

/** The events that states name, by key. */
function idsByKey(states: readonly RoomState[]): MutableState<Set<string>> {
  const all: MutableState<Set<string>> = new Map();
  for (const state of states) {
    for (const [type, stateKey, id] of entriesOf(state)) {
      const ids = all.get(type)?.get(stateKey);
      if (ids === undefined) setEntry(all, type, stateKey, new Set([id]));
      else ids.add(id);
    }
  }
  return all;
}

interface SeparationV1 {
  readonly agreed: MutableState<Pdu>;
  /** Agreed entries whose events are not known: not judged by, and not lost either. */
  readonly unknown: MutableState;
  readonly conflicts: readonly Conflict[];
}

/** Entries on which no two states disagree, and the conflicts. A key that a state lacks is not a conflict. */
function separateV1(states: readonly RoomState[], context: AuthCheckContext): SeparationV1 {
  const agreed: MutableState<Pdu> = new Map();
  const unknown: MutableState = new Map();
  const conflicts: Conflict[] = [];
  for (const [type, stateKey, ids] of entriesOf(idsByKey(states))) {
    const events = [...ids].map(context.lookup).filter((event) => event !== undefined);
    const [only] = events;
    const [agreedId] = ids.size === 1 ? ids : [];
    if (events.length > 1) conflicts.push({ type, stateKey, events });
    else if (only !== undefined) setEntry(agreed, type, stateKey, only);
    else if (agreedId !== undefined) setEntry(unknown, type, stateKey, agreedId);
  }
  return { agreed, unknown, conflicts };
}

/** The passes, in order: what each takes in is the state that the next is judged against. */
const AUTH_PASSES: readonly ((conflict: Conflict) => boolean)[] = [
  ({ type, stateKey }) => type === "m.room.power_levels" && stateKey === "",
  ({ type }) => type === "m.room.join_rules",
  ({ type }) => type === "m.room.member",
];

/** Resolves states by version 1. */
export function resolveV1(states: readonly RoomState[], context: AuthCheckContext): RoomState {
  const { agreed: state, unknown, conflicts } = separateV1(states, context);
  let left = conflicts;
  const settle = (pass: readonly Conflict[], resolve: typeof resolveConflict): void => {
    const settled = pass.map((conflict) => ({ conflict, event: resolve(conflict, state, context) }));
    for (const { conflict, event } of settled)
      if (event !== undefined) setEntry(state, conflict.type, conflict.stateKey, event);
  };
  for (const belongs of AUTH_PASSES) {
    settle(left.filter(belongs), resolveAuthConflict);
    left = left.filter((conflict) => !belongs(conflict));
  }
  settle(left, resolveConflict);
  const result: MutableState = new Map();
  for (const [type, stateKey, event] of entriesOf(state)) setEntry(result, type, stateKey, event.eventId);
  for (const [type, stateKey, id] of entriesOf(unknown)) setEntry(result, type, stateKey, id);
  return result;
}
