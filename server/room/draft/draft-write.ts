/** Planned writes of a draft: events, groups of state, and what the room notes of them. */
import type { Pdu } from "@knockgen/auth";
import type {
  EventStatus,
  Listing,
  NewEvent,
  Notice,
  RoomWrite,
  StateGroup,
  StoredEvent,
} from "../../store/store.js";
import type { LoadedEvent } from "../held-event.js";
import type { Room } from "../room.js";
import type { DraftEvents } from "./draft-events.js";
import { DraftState, type StateMark } from "./draft-state.js";

/** Where `rollback` gets back to. */
export interface Mark {
  readonly state: StateMark;
  /** How much there was of each of the lists that grow. */
  readonly counts: {
    readonly added: number;
    readonly groups: number;
    readonly followed: number;
  };
  readonly filled: ReadonlyMap<string, readonly string[]>;
  readonly extremities: readonly string[];
  readonly depth: number;
  readonly listing: Listing | undefined;
}

/** Data stored with an event besides itself. */
export interface KeepOptions {
  readonly stateBefore?: number | undefined;
  readonly stateAfter?: number | undefined;
  readonly replaces?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly device?: string | undefined;
  readonly isPast?: boolean | undefined;
  /** Of one of the past: the hole that it goes into. */
  readonly hole?: string | undefined;
  /** Events that it follows and that have no place here: it is placed over a hole. */
  readonly over?: readonly string[] | undefined;
  /** Made just now, so it is not known elsewhere. */
  readonly isNew?: boolean | undefined;
}

/** Collects one room's write. */
export class DraftWrite {
  readonly state: DraftState;
  readonly #room: Room;
  readonly #events: DraftEvents;
  readonly #serverName: string;
  readonly #added: NewEvent[] = [];
  /** Of each that was added, the one of the same ID that was added before it. */
  readonly #hidden: (LoadedEvent | undefined)[] = [];
  readonly #groups: StateGroup[] = [];
  readonly #followed: string[] = [];
  readonly #new = new Set<string>();
  #filled = new Map<string, readonly string[]>();
  readonly #redactions: { eventId: string; by: string }[] = [];
  #listing: Listing | undefined;

  constructor(room: Room, events: DraftEvents, serverName: string) {
    this.#room = room;
    this.#events = events;
    this.#serverName = serverName;
    this.state = new DraftState(room, events, serverName);
  }

  /** Keeps an event. */
  keep(pdu: Pdu, status: EventStatus, options: KeepOptions = {}): void {
    const { eventId, type, stateKey, sender, json } = pdu;
    const { roomId } = this.#room;
    const { stateBefore, stateAfter, replaces, transactionId, device, isPast, hole, over } = options;
    // Both in full: a copy that takes more fields has a hidden class of its own, each, and a join keeps thousands.
    const stored: StoredEvent = {
      eventId,
      roomId,
      type,
      stateKey,
      sender,
      status,
      json,
      stateBefore,
      stateAfter,
      replaces,
      transactionId,
      device,
      position: 0,
      redactedBy: undefined,
    };
    this.#added.push({
      eventId,
      roomId,
      type,
      stateKey,
      sender,
      status,
      json,
      stateBefore,
      stateAfter,
      replaces,
      transactionId,
      device,
      isPast,
      hole,
      over,
      destinations: [],
      text: pdu.written?.whole,
    });
    // It is written once, and the event may stay in memory for long.
    pdu.written = undefined;
    this.#hidden.push(this.#events.pending.get(eventId));
    if (options.isNew === true) this.#new.add(eventId);
    this.#events.pending.set(eventId, { stored, pdu });
  }

  /** Keeps an event that has no place in the room's history, unless it is among what was added. */
  keepOutlier(pdu: Pdu, isRejected: boolean): void {
    if (!this.#events.pending.has(pdu.eventId)) this.keep(pdu, isRejected ? "rejected" : "outlier");
  }

  /** Has an event that was kept sent to other servers. */
  relay(pdu: Pdu, servers: Iterable<string>): void {
    const destinations = [...new Set(servers)].filter((server) => server !== this.#serverName);
    this.#amend(pdu.eventId, { destinations });
  }

  /** Has an event that was kept counted. */
  keepNotice(eventId: string, notice: Notice): void {
    this.#amend(eventId, { notice });
  }

  /** Adds to what is stored with an event that was kept. */
  #amend(eventId: string, more: Partial<NewEvent>): void {
    const at = this.#added.findLastIndex((event) => event.eventId === eventId);
    const event = this.#added[at];
    if (event !== undefined) this.#added[at] = { ...event, ...more };
  }

  /** Keeps a group of state. */
  addGroup(group: StateGroup): void {
    this.#groups.push(group);
  }

  /** Whether a group was made here, on another one. */
  isMadeOn(group: number, parent: number | undefined): boolean {
    return this.#groups.some(({ id, parent: made }) => id === group && made === parent);
  }

  /** Notes events without a place that an accepted one follows. */
  follow(eventIds: readonly string[]): void {
    this.#followed.push(...eventIds);
  }

  /** Notes what is still open of a hole. */
  fill(hole: string, open: readonly string[]): void {
    this.#filled.set(hole, open);
  }

  /** Whether an event was noted so, here. */
  isFollowed(eventId: string): boolean {
    return this.#followed.includes(eventId);
  }

  /** Has a redaction that was added found by what comes later. */
  keepRedaction(eventId: string, redacts: string): void {
    this.#amend(eventId, { redacts });
  }

  /** Notes that an event is redacted. */
  redact(eventId: string, by: string): void {
    this.#redactions.push({ eventId, by });
  }

  /** Has the room listed. */
  list(listing: Listing): void {
    this.#listing = listing;
  }

  /** Everything that was added. */
  get added(): readonly NewEvent[] {
    return this.#added;
  }

  /** Whether an event was made just now. */
  isNew(eventId: string): boolean {
    return this.#new.has(eventId);
  }

  /** The commit; undefined if nothing was added. */
  result(): RoomWrite | undefined {
    const { roomId, version, head, stateGroup, extremities, depth } = this.#room;
    if (this.#added.length === 0 || stateGroup === undefined) return undefined;
    const state = this.state.result();
    const placed = new Set<string | undefined>([undefined]);
    for (const { eventId, status, isPast } of this.#added)
      if (status === "accepted" && isPast !== true) placed.add(eventId);
    return {
      roomId,
      expectedHead: head,
      version,
      events: this.#added,
      groups: this.#groups,
      ...state,
      resets: state.currentState.some(({ after }) => !placed.has(after)),
      stateGroup,
      extremities,
      depth,
      followed: this.#followed,
      redactions: this.#redactions,
      filled: [...this.#filled].map(([hole, open]) => ({ hole, open })),
      listing: this.#listing,
    };
  }

  mark(): Mark {
    const { extremities, depth } = this.#room;
    return {
      state: this.state.mark(),
      counts: {
        added: this.#added.length,
        groups: this.#groups.length,
        followed: this.#followed.length,
      },
      filled: new Map(this.#filled),
      extremities,
      depth,
      listing: this.#listing,
    };
  }

  /** Takes back what was done since a mark: a job that fails leaves nothing. */
  rollback(mark: Mark): void {
    this.state.rollback(mark.state);
    const hidden = this.#hidden.splice(mark.counts.added);
    for (const [at, { eventId }] of [...this.#added.splice(mark.counts.added).entries()].reverse()) {
      const before = hidden[at];
      if (before === undefined) this.#events.pending.delete(eventId);
      else this.#events.pending.set(eventId, before);
    }
    this.#groups.length = mark.counts.groups;
    this.#followed.length = mark.counts.followed;
    this.#filled = new Map(mark.filled);
    this.#room.extremities = mark.extremities;
    this.#room.depth = mark.depth;
    this.#listing = mark.listing;
  }
}
