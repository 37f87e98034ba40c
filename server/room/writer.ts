/** The one way to change rooms: changes run one after another, and are committed in batches. */
import { isRoomVersion, type RoomVersion } from "@knockgen/auth";
import type { Log } from "../log.js";
import type { KnownRules } from "../push/known-rules.js";
import { DatabaseLost } from "../store/database/database-lost.js";
import { AliasTaken } from "../store/rooms/alias-taken.js";
import type { Change, CommitBatch, Position, RoomWrite, Store } from "../store/store.js";
import { BatchQueue } from "./batch-queue.js";
import { RoomDraft } from "./draft/draft.js";
import type { DraftTools } from "./draft/draft-parts.js";
import { EventCache } from "./event-cache.js";
import { KnownRooms } from "./known-rooms.js";
import { Room } from "./room.js";
import type { EventSigner } from "./sign.js";
import { stateGroupIds } from "./state-group-ids.js";
import { States } from "./states.js";

export interface WriterOptions {
  readonly store: Store;
  readonly signer: EventSigner;
  readonly now: () => number;
  /** By which events are counted. */
  readonly rules: KnownRules;
  readonly log?: Log | undefined;
}

type OutsideWrite = CommitBatch["outside"][number];

interface Job {
  readonly roomId: string | undefined;
  /** For rooms that are not there yet. */
  readonly makes: RoomVersion | undefined;
  readonly outside: OutsideWrite | undefined;
  readonly run: (draft: RoomDraft | undefined) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Changes rooms, and knows their present state. */
export class RoomWriter {
  readonly events: EventCache;
  readonly states: States;
  readonly #store: Store;
  readonly #onCommit: ((committed: Change | undefined) => void)[] = [];
  readonly #onDeactivated: ((userIds: readonly string[]) => void)[] = [];
  readonly #tools: DraftTools;
  readonly #rooms: KnownRooms;
  readonly #queue = new BatchQueue<Job>((jobs) => this.#commit(jobs));

  constructor({ store, signer, now, rules, log }: WriterOptions) {
    this.#store = store;
    this.events = new EventCache(store);
    this.states = new States(store, this.events, log);
    this.#rooms = new KnownRooms(store);
    this.#tools = {
      events: this.events,
      states: this.states,
      signer,
      now,
      rules,
      nextGroup: stateGroupIds(store),
      store,
    };
    store.onChange((change) => {
      if (change === undefined) this.#distrust();
      else for (const roomId of change.rooms) this.#rooms.dropBefore(roomId, change.position);
      for (const eventId of change?.redacted ?? []) this.events.drop(eventId);
    });
  }

  /** Told of each commit of this process, in order; undefined when anything may have changed. */
  onCommit(listener: (committed: Change | undefined) => void): void {
    this.#onCommit.push(listener);
  }

  /** Told of local users who have come to a room although their accounts are deactivated. */
  onDeactivated(listener: (userIds: readonly string[]) => void): void {
    this.#onDeactivated.push(listener);
  }

  /** Changes that wait for their turn. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Bytes of heap that its caches take, about, by name. */
  get cacheBytes(): { readonly events: number; readonly states: number; readonly rooms: number } {
    return { events: this.events.bytes, states: this.states.bytes, rooms: this.#rooms.bytes };
  }

  /** A room's present state; undefined for a room that is not known here. */
  room(roomId: string): Promise<Room | undefined> {
    return this.#rooms.find(roomId);
  }

  /** To look at a room with the same means that changing it has. */
  async look<T>(roomId: string, look: (draft: RoomDraft) => Promise<T>): Promise<T | undefined> {
    const room = await this.room(roomId);
    return room && (await look(new RoomDraft(room, this.#tools)));
  }

  /**
   * Runs a job on a room when those before it are done, and resolves once what it added is committed. A job that
   * rejects adds nothing. It may be run again, when another process has changed the room meanwhile.
   */
  change<T>(roomId: string, job: (draft: RoomDraft) => Promise<T>): Promise<T> {
    return this.#enqueue(roomId, undefined, job);
  }

  /** Like `change`, for a room that is made by it, or replaced. */
  make<T>(roomId: string, version: RoomVersion, job: (draft: RoomDraft) => Promise<T>): Promise<T> {
    return this.#enqueue(roomId, version, job);
  }

  /** Runs a job on a room that is not there, and keeps nothing; what it draws can be put into `make`. */
  sketch<T>(roomId: string, version: RoomVersion, job: (draft: RoomDraft) => Promise<T>): Promise<T> {
    return job(new RoomDraft(new Room({ roomId, version, extremities: [], depth: 0 }), this.#tools));
  }

  /** Commits a local user's membership in a room that this server is not in. */
  commitOutside(write: OutsideWrite): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({
        roomId: undefined,
        makes: undefined,
        outside: write,
        run: async () => undefined,
        resolve: () => resolve(),
        reject,
      });
    });
  }

  /** Resolves when nothing waits. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  #enqueue<T>(
    roomId: string,
    makes: RoomVersion | undefined,
    job: (draft: RoomDraft) => Promise<T>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: { readonly value: T } | undefined;
      this.#queue.push({
        roomId,
        makes,
        outside: undefined,
        run: async (draft) => {
          if (draft === undefined) throw new Error("a job without its room");
          result = { value: await job(draft) };
        },
        resolve: () => {
          if (result !== undefined) resolve(result.value);
        },
        reject,
      });
    });
  }

  async #commit(jobs: readonly Job[]): Promise<void> {
    const drafts = new Map<string, RoomDraft>();
    const done: Job[] = [];
    for (const job of jobs)
      try {
        await this.#run(job, drafts);
        done.push(job);
      } catch (error) {
        job.reject(error);
      }
    try {
      const outcome = await this.#write(drafts, done);
      if (outcome === "overtaken") this.#queue.retry(done);
    } catch (error) {
      // Memory may be behind the store: a commit may have taken place whose confirmation was lost (O47).
      this.#rooms.drop(drafts.keys());
      if (error instanceof DatabaseLost) this.#committed(undefined);
      // Nothing was written, for the sake of something in one of them that the store does not take.
      if (done.length > 1 && isRefusal(error)) for (const job of done) await this.#commit([job]);
      else for (const job of done) job.reject(error);
    }
  }

  /** Of a job that fails nothing is left in the draft of its room. */
  async #run(job: Job, drafts: Map<string, RoomDraft>): Promise<void> {
    if (job.roomId === undefined) {
      await job.run(undefined);
      return;
    }
    const draft = await this.#draft(drafts, job.roomId, job.makes);
    const mark = draft.mark();
    try {
      await job.run(draft);
    } catch (error) {
      draft.rollback(mark);
      throw error;
    }
  }

  /** Writes what the jobs have made, and tells them and others of it; overtaken where another process has written first. */
  async #write(
    drafts: ReadonlyMap<string, RoomDraft>,
    done: readonly Job[],
  ): Promise<"written" | "overtaken"> {
    const outside = done.flatMap((job) => job.outside ?? []);
    for (const draft of drafts.values()) await draft.settle();
    const rooms = [...drafts.values()].flatMap((draft) => draft.write() ?? []);
    const resolve = (): void => {
      for (const job of done) job.resolve(undefined);
    };
    if (rooms.length === 0 && outside.length === 0) {
      resolve();
      return "written";
    }
    const result = await this.#store.commit({ rooms, outside });
    if (!result.ok) {
      this.#rooms.drop(drafts.keys());
      return "overtaken";
    }
    this.#settle(drafts, rooms, result.position);
    resolve();
    const events = [...rooms.flatMap((room) => room.events), ...outside.map(({ event }) => event)];
    this.#committed({
      base: result.base,
      position: result.position,
      rooms: rooms.map(({ roomId }) => roomId),
      users: [
        ...[...drafts.values()].flatMap((draft) => draft.users),
        ...outside.map(({ membership }) => membership.userId),
      ],
      destinations: [...new Set(events.flatMap(({ destinations }) => destinations))],
      redacted: [],
      onlyEvents: true,
    });
    if (result.deactivated.length > 0) for (const told of this.#onDeactivated) told(result.deactivated);
    return "written";
  }

  /** Anything may have changed: nothing in memory is trusted. */
  #distrust(): void {
    this.#rooms.clear();
    this.events.clear();
  }

  #committed(change: Change | undefined): void {
    for (const told of this.#onCommit) told(change);
  }

  #settle(drafts: ReadonlyMap<string, RoomDraft>, written: readonly RoomWrite[], position: Position): void {
    for (const { roomId, redactions } of written) {
      const draft = drafts.get(roomId);
      if (draft === undefined) continue;
      draft.room.head = position;
      for (const event of draft.added) this.events.put(event);
      // The cached copies predate the redaction.
      for (const { eventId } of redactions) this.events.drop(eventId);
      this.#rooms.remember(draft.room);
    }
  }

  async #draft(
    drafts: Map<string, RoomDraft>,
    roomId: string,
    makes: RoomVersion | undefined,
  ): Promise<RoomDraft> {
    const present = drafts.get(roomId);
    if (present !== undefined) return present;
    const known = await this.room(roomId);
    if (known === undefined && !isRoomVersion(makes)) throw new Error(`the room ${roomId} is not known`);
    const room = known?.fork() ?? new Room({ roomId, version: makes ?? "1", extremities: [], depth: 0 });
    const draft = new RoomDraft(room, this.#tools);
    drafts.set(roomId, draft);
    return draft;
  }
}

/** Whether a database has refused what it was given (SQLSTATE classes 22, 23 and 54), as opposed to having failed. */
function isRefusal(error: unknown): boolean {
  if (error instanceof AliasTaken) return true;
  return error instanceof Error && "code" in error && /^(22|23|54)/.test(String(error.code));
}
