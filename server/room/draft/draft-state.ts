/** The present state of a drafted room: its changes, the memberships of local users that come of them, and how to take them back. */
import { domainOf, type Pdu, type RoomState } from "@knockgen/auth";
import { Turns } from "../../bounds/turns.js";
import { inBatches } from "../../store/batches.js";
import type { NewMembership, RoomWrite, StateChange } from "../../store/store.js";
import type { Room } from "../room.js";
import type { DraftEvents } from "./draft-events.js";

/** Where `rollback` gets back to. */
export interface StateMark {
  readonly undo: number;
  /** The list of changes, which a replaced state begins anew, and how long it was. */
  readonly changes: StateChange[];
  readonly changed: number;
  readonly memberships: number;
  readonly replacesState: boolean;
  readonly stateGroup: number | undefined;
}

/** Member events that are loaded together. */
const LOADED_AT_ONCE = 1_000;

/** Makes each change in the room at once, and collects it for the commit. */
export class DraftState {
  readonly #room: Room;
  readonly #events: DraftEvents;
  readonly #serverName: string;
  readonly #undo: StateChange[] = [];
  readonly #memberships: NewMembership[] = [];
  #changes: StateChange[] = [];
  #replacesState = false;

  constructor(room: Room, events: DraftEvents, serverName: string) {
    this.#room = room;
    this.#events = events;
    this.#serverName = serverName;
  }

  /** Changes the present state. */
  async apply(changes: readonly StateChange[]): Promise<void> {
    // Of a room that is joined, all at once; readers have their own copy of it meanwhile.
    const turns = new Turns();
    for (const some of inBatches(changes, LOADED_AT_ONCE)) {
      const members = some.flatMap(({ type, after }) =>
        type === "m.room.member" && after !== undefined ? [after] : [],
      );
      const loaded = new Map((await this.#events.many(members)).map(({ pdu }) => [pdu.eventId, pdu]));
      for (const change of some) {
        if (turns.areDue) await turns.next();
        this.applyOne(change, loaded.get(change.after ?? ""));
      }
    }
  }

  /** Changes one entry of the present state; of a member event, `event` is what stands there afterwards. */
  applyOne(change: StateChange, event: Pdu | undefined): void {
    const { type, stateKey, before, after } = change;
    const membership = type === "m.room.member" ? event?.membership : undefined;
    const complete = { type, stateKey, before, after, membership };
    this.#undo.push(this.#room.apply(complete));
    this.#changes.push(complete);
    if (type !== "m.room.member" || domainOf(stateKey) !== this.#serverName) return;
    this.#memberships.push({
      roomId: this.#room.roomId,
      userId: stateKey,
      membership: event?.membership ?? "leave",
      eventId: after ?? "",
      sender: event?.sender ?? stateKey,
    });
  }

  /** The present state is to be written whole, whatever the store holds. */
  async replaceState(state: RoomState): Promise<void> {
    this.#replacesState = true;
    this.#changes = [];
    const turns = new Turns();
    for (const [type, ofType] of state)
      for (const [stateKey, after] of ofType) {
        if (turns.areDue) await turns.next();
        const membership = type === "m.room.member" ? this.#room.membershipOf(stateKey) : undefined;
        this.#changes.push({ type, stateKey, before: undefined, after, membership });
      }
  }

  /** Local users whose memberships change. */
  get users(): readonly string[] {
    return this.#memberships.map(({ userId }) => userId);
  }

  /** The part of the commit. */
  result(): Pick<RoomWrite, "currentState" | "memberships" | "replacesState"> {
    return {
      currentState: this.#changes,
      memberships: this.#memberships,
      replacesState: this.#replacesState,
    };
  }

  mark(): StateMark {
    return {
      undo: this.#undo.length,
      changes: this.#changes,
      changed: this.#changes.length,
      memberships: this.#memberships.length,
      replacesState: this.#replacesState,
      stateGroup: this.#room.stateGroup,
    };
  }

  /** Takes back what was done since a mark. */
  rollback(mark: StateMark): void {
    for (const change of this.#undo.splice(mark.undo).reverse()) this.#room.apply(change);
    this.#changes = mark.changes;
    this.#changes.length = mark.changed;
    this.#memberships.length = mark.memberships;
    this.#replacesState = mark.replacesState;
    this.#room.stateGroup = mark.stateGroup;
  }
}
