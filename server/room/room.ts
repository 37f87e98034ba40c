/** A room in memory: its state by event IDs, and how to take a change back. */
import { domainOf, type RoomVersion } from "@knockgen/auth";
import type { CurrentEntry, RoomRecord, StateChange } from "../store/store.js";

/** Versions 1 to 5 allow greater numbers; beyond this bound, floating point cannot represent every integer. */
const MAX_DEPTH = Number.MAX_SAFE_INTEGER;

/**
 * A room as it is committed, or a fork of one that the writer alone works on until its commit. A request keeps the room that it
 * has found, also when another one takes its place.
 */
export class Room {
  readonly roomId: string;
  readonly version: RoomVersion;
  /** Undefined until the first commit. */
  head: number | undefined;
  stateGroup: number | undefined;
  extremities: readonly string[];
  depth: number;
  /** Where the state last took values that no new event of the timeline had brought. */
  resetAt: number;
  #state = new Map<string, Map<string, string>>();
  #memberships = new Map<string, string>();
  #joined = new Map<string, number>();
  /** Users that the room knows, by server. */
  #known = new Map<string, number>();
  /** Types whose entries are shared with another room, and have to be copied before a change. */
  readonly #shared = new Set<string>();
  #sharesMembers = false;

  constructor(
    record: Pick<RoomRecord, "depth" | "extremities" | "roomId" | "version"> & {
      readonly head?: number | undefined;
      readonly stateGroup?: number | undefined;
      readonly resetAt?: number | undefined;
    },
  ) {
    this.roomId = record.roomId;
    this.version = record.version;
    this.head = record.head;
    this.stateGroup = record.stateGroup;
    this.extremities = record.extremities;
    this.depth = record.depth;
    this.resetAt = record.resetAt ?? 0;
  }

  /** A room that nothing has happened in yet. */
  static empty(roomId: string, version: RoomVersion): Room {
    return new Room({ roomId, version, extremities: [], depth: 0 });
  }

  /** A room to be changed while this one stays as it is. Entries are copied when the first of their type changes. */
  fork(): Room {
    const fork = new Room(this);
    fork.#state = new Map(this.#state);
    for (const type of this.#state.keys()) fork.#shared.add(type);
    fork.#memberships = this.#memberships;
    fork.#joined = this.#joined;
    fork.#known = this.#known;
    fork.#sharesMembers = true;
    return fork;
  }

  /** The ID of the event at a key of the present state. */
  at(type: string, stateKey: string): string | undefined {
    return this.#state.get(type)?.get(stateKey);
  }

  /** All keys of a type. */
  keysOf(type: string): ReadonlyMap<string, string> {
    return this.#state.get(type) ?? new Map<string, string>();
  }

  get state(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.#state;
  }

  /** How many entries the present state has. */
  get entries(): number {
    let count = 0;
    for (const ofType of this.#state.values()) count += ofType.size;
    return count;
  }

  /** A user's present membership; undefined where the room does not know them. */
  membershipOf(userId: string): string | undefined {
    return this.#memberships.get(userId);
  }

  /** All users that the room knows. */
  get memberships(): ReadonlyMap<string, string> {
    return this.#memberships;
  }

  /** Whether a server has joined members. */
  hasServer(server: string): boolean {
    return this.#joined.has(server);
  }

  /** Whether a server has users that the room knows, in it or not. */
  knowsServer(server: string): boolean {
    return this.#known.has(server);
  }

  /** The servers with joined members. */
  get servers(): readonly string[] {
    return [...this.#joined.keys()];
  }

  /** Joined members of one server. */
  joinedOf(server: string): number {
    return this.#joined.get(server) ?? 0;
  }

  get joinedCount(): number {
    let count = 0;
    for (const ofServer of this.#joined.values()) count += ofServer;
    return count;
  }

  /** An event of some depth was added. */
  reach(depth: number | bigint): void {
    this.depth = Math.min(Math.max(this.depth, Number(depth)), MAX_DEPTH);
  }

  load(entries: readonly CurrentEntry[]): void {
    for (const { type, stateKey, eventId, membership } of entries)
      this.apply({ type, stateKey, before: undefined, after: eventId, membership });
  }

  /** Makes a change, and gives the one that undoes it. */
  apply(change: StateChange): StateChange {
    const { type, stateKey, after } = change;
    const ofType = this.#ownEntries(type);
    const undo: StateChange = {
      type,
      stateKey,
      before: after,
      after: ofType.get(stateKey),
      membership: this.#memberships.get(stateKey),
    };
    if (after === undefined) ofType.delete(stateKey);
    else ofType.set(stateKey, after);
    if (type === "m.room.member")
      this.#setMembership(stateKey, after === undefined ? undefined : change.membership);
    return undo;
  }

  /** Entries of a type that no other room shares. */
  #ownEntries(type: string): Map<string, string> {
    const present = this.#state.get(type);
    if (present !== undefined && !this.#shared.delete(type)) return present;
    const own = new Map(present);
    this.#state.set(type, own);
    return own;
  }

  #setMembership(userId: string, membership: string | undefined): void {
    if (this.#sharesMembers) {
      this.#memberships = new Map(this.#memberships);
      this.#joined = new Map(this.#joined);
      this.#known = new Map(this.#known);
      this.#sharesMembers = false;
    }
    const before = this.#memberships.get(userId);
    if (membership === undefined) this.#memberships.delete(userId);
    else this.#memberships.set(userId, membership);
    const server = domainOf(userId) ?? "";
    count(this.#joined, server, Number(membership === "join") - Number(before === "join"));
    count(this.#known, server, Number(membership !== undefined) - Number(before !== undefined));
  }
}

function count(counts: Map<string, number>, key: string, step: number): void {
  if (step === 0) return;
  const after = (counts.get(key) ?? 0) + step;
  if (after === 0) counts.delete(key);
  else counts.set(key, after);
}
