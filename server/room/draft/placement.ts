/** An event's place in the room's graph: the state before it, the state after it, and what of that becomes present. */
import type { Pdu, RoomState } from "@knockgen/auth";
import type { StateChange, StateGroup } from "../../store/store.js";
import type { Room } from "../room.js";
import type { States } from "../states.js";
import type { DraftEvents } from "./draft-events.js";
import type { DraftWrite } from "./draft-write.js";
import { copyState, stateDifference } from "./working-state.js";

/** Context of placing. */
export interface PlacementParts {
  readonly room: Room;
  readonly events: DraftEvents;
  readonly write: DraftWrite;
  readonly states: States;
  readonly nextGroup: () => Promise<number>;
}

/** A state, and the group under which it is kept. */
export interface GroupedState {
  readonly state: RoomState;
  readonly group: number;
}

/** Finds and makes the groups of state that a draft needs. */
export class Placement {
  readonly #parts: PlacementParts;
  /** The last state of which a group was made that has no parent. */
  #root: GroupedState | undefined;

  constructor(parts: PlacementParts) {
    this.#parts = parts;
  }

  /** A group for a state, as what it changes in the present one. */
  async group(state: RoomState): Promise<GroupedState> {
    const { room } = this.#parts;
    // The same state was given for the room and for the event by which it is entered.
    if (this.#root?.state === state) return this.#root;
    return this.#groupOn(state, room.stateGroup, room.state);
  }

  /** A group for a state that has nothing to do with the present one. */
  async rootGroup(state: RoomState): Promise<number> {
    const group = await this.#add(undefined, await stateDifference(new Map(), state));
    this.#root = { state, group };
    return group;
  }

  /** The state that the events before one lead to, resolved where they are several. */
  async before(pdu: Pdu): Promise<GroupedState> {
    const { room, events, states, nextGroup } = this.#parts;
    const prev = new Set(pdu.prevEventIds);
    const { stateGroup } = room;
    const atTips =
      prev.size === room.extremities.length && room.extremities.every((eventId) => prev.has(eventId));
    if (stateGroup !== undefined && atTips) return { state: room.state, group: stateGroup };
    const [first, ...others] = groupsAfter(await events.many(prev));
    if (first === undefined) {
      if (stateGroup !== undefined) return { state: room.state, group: stateGroup };
      return { state: new Map(), group: await nextGroup() };
    }
    const base = await states.of(first);
    if (others.length === 0) return { state: base, group: first };
    return this.#groupOn(await this.#resolve([first, ...others]), first, base);
  }

  /** The state before an event of the past; undefined where it does not follow from what is held. */
  async beforePast(pdu: Pdu): Promise<GroupedState | undefined> {
    const { events } = this.#parts;
    const prev = await events.many(pdu.prevEventIds);
    const isWhole = prev.length === new Set(pdu.prevEventIds).size;
    if (!isWhole || prev.some(({ stored }) => stored.stateAfter === undefined)) return undefined;
    // Nothing comes before a room's creation.
    if (prev.length === 0) return { state: new Map(), group: await this.rootGroup(new Map()) };
    return this.before(pdu);
  }

  /** The group of the state after an event. */
  async after(pdu: Pdu, before: GroupedState): Promise<number> {
    const { type, stateKey, eventId: after } = pdu;
    if (stateKey === undefined) return before.group;
    const change = { type, stateKey, before: before.state.get(type)?.get(stateKey), after };
    return this.#add(before.group, [change]);
  }

  /** Makes an event that follows all others the present: its state after, without asking anybody. */
  async advance(pdu: Pdu): Promise<number> {
    const { room, write } = this.#parts;
    const { type, stateKey, eventId: after } = pdu;
    if (stateKey === undefined && room.stateGroup !== undefined) return room.stateGroup;
    const changes: StateChange[] =
      stateKey === undefined ? [] : [{ type, stateKey, before: room.at(type, stateKey), after }];
    room.stateGroup = await this.#add(room.stateGroup, changes);
    for (const change of changes) write.state.applyOne(change, pdu);
    return room.stateGroup;
  }

  /** Makes the present state that of an event and of the other tips. */
  async moveTo(pdu: Pdu, after: number, others: readonly string[]): Promise<void> {
    const { room, events, write, states } = this.#parts;
    if (others.length > 0) {
      await this.#settleOn(new Set([after, ...groupsAfter(await events.many(others))]));
      return;
    }
    const { type, stateKey, eventId } = pdu;
    if (stateKey !== undefined && write.isMadeOn(after, room.stateGroup))
      write.state.applyOne({ type, stateKey, before: room.at(type, stateKey), after: eventId }, pdu);
    else if (after !== room.stateGroup)
      await write.state.apply(await stateDifference(room.state, await states.of(after)));
    room.stateGroup = after;
  }

  /** Makes the present state that of some tips. */
  async moveToTips(tips: readonly string[]): Promise<void> {
    await this.#settleOn(groupsAfter(await this.#parts.events.many(tips)));
  }

  async #settleOn(groups: ReadonlySet<number>): Promise<void> {
    const { room, write } = this.#parts;
    const present = copyState(room.state);
    const { state, group } = await this.#groupOn(await this.#resolve(groups), room.stateGroup, present);
    await write.state.apply(await stateDifference(present, state));
    room.stateGroup = group;
  }

  async #resolve(groups: Iterable<number>): Promise<RoomState> {
    const { states, events } = this.#parts;
    const all: RoomState[] = [];
    for (const group of groups) all.push(await states.of(group));
    return states.resolve(all, events.room, events.pending);
  }

  async #groupOn(
    state: RoomState,
    parent: number | undefined,
    parentState: RoomState,
  ): Promise<GroupedState> {
    const changes = await stateDifference(parent === undefined ? new Map() : parentState, state);
    if (changes.length === 0 && parent !== undefined) return { state, group: parent };
    return { state, group: await this.#add(parent, changes) };
  }

  /** The whole state of a large room is a chain of groups: each is a row, which the embedded database writes at once (O1). */
  async #add(parent: number | undefined, changes: readonly StateChange[]): Promise<number> {
    const { write, states, nextGroup } = this.#parts;
    let id = await nextGroup();
    let under = parent;
    for (let at = 0; at === 0 || at < changes.length; at += MAX_CHANGES) {
      if (at > 0) [under, id] = [id, await nextGroup()];
      const group: StateGroup = { id, parent: under, changes: changes.slice(at, at + MAX_CHANGES) };
      write.addGroup(group);
      states.add(group);
    }
    return id;
  }
}

/** Changes of one group. */
const MAX_CHANGES = 1_000;

function groupsAfter(
  events: readonly { readonly stored: { readonly stateAfter: number | undefined } }[],
): Set<number> {
  return new Set(
    events.flatMap(({ stored: { stateAfter } }) => (stateAfter === undefined ? [] : [stateAfter])),
  );
}
