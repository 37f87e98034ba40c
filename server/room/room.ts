/** A room in memory: its present state by event IDs, and how to take a change back. */
import { domainOf, type RoomVersion } from "@knockgen/auth";
import type { CurrentEntry, RoomRecord, StateChange } from "../store/types.js";

/** Versions 1 to 5 allow greater numbers; beyond this bound, floating point cannot represent every integer. */
const MAX_DEPTH = Number.MAX_SAFE_INTEGER;

/** A room as the writer works on it. Only committed rooms are kept; a failed commit throws the room away. */
export class Room {
  readonly roomId: string;
  readonly version: RoomVersion;
  /** Undefined until the first commit. */
  head: number | undefined;
  stateGroup: number | undefined;
  extremities: readonly string[];
  depth: number;
  readonly #state = new Map<string, Map<string, string>>();
  readonly #memberships = new Map<string, string>();
  readonly #joined = new Map<string, number>();

  constructor(record: Omit<RoomRecord, "head" | "stateGroup" | "published"> & Partial<RoomRecord>) {
    this.roomId = record.roomId;
    this.version = record.version;
    this.head = record.head;
    this.stateGroup = record.stateGroup;
    this.extremities = record.extremities;
    this.depth = record.depth;
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
    let ofType = this.#state.get(type);
    if (ofType === undefined) {
      ofType = new Map();
      this.#state.set(type, ofType);
    }
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

  #setMembership(userId: string, membership: string | undefined): void {
    const before = this.#memberships.get(userId);
    if (membership === undefined) this.#memberships.delete(userId);
    else this.#memberships.set(userId, membership);
    const step = Number(membership === "join") - Number(before === "join");
    if (step === 0) return;
    const server = domainOf(userId) ?? "";
    const count = (this.#joined.get(server) ?? 0) + step;
    if (count === 0) this.#joined.delete(server);
    else this.#joined.set(server, count);
  }
}
