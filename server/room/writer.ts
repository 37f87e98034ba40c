/** The one way to change rooms: changes run one after another, and are committed in batches. */
import type { RoomVersion } from "@knockgen/auth";
import type { Log } from "../log.js";
import type { KnownRules } from "../push/known-rules.js";
import type { Change, Store } from "../store/store.js";
import { BatchQueue } from "./batch-queue.js";
import { RoomDraft } from "./draft/draft.js";
import type { DraftTools } from "./draft/draft-parts.js";
import type { EventCache } from "./event-cache.js";
import { JobCommits } from "./job-commits.js";
import { Room } from "./room.js";
import { RoomCaches } from "./room-caches.js";
import { enqueueJob, type JobRoom, type OutsideWrite, type RoomJob } from "./room-job.js";
import type { EventSigner } from "./sign.js";
import { stateGroupIds } from "./state-group-ids.js";
import type { States } from "./states.js";

export interface WriterOptions {
  readonly store: Store;
  readonly signer: EventSigner;
  readonly now: () => number;
  /** By which events are counted. */
  readonly rules: KnownRules;
  readonly log?: Log | undefined;
}

/** Changes rooms, and knows their present state. */
export class RoomWriter {
  readonly events: EventCache;
  readonly states: States;
  readonly #onCommit: ((committed: Change | undefined) => void)[] = [];
  readonly #onDeactivated: ((userIds: readonly string[]) => void)[] = [];
  readonly #tools: DraftTools;
  readonly #caches: RoomCaches;
  readonly #queue: BatchQueue<RoomJob>;

  constructor({ store, signer, now, rules, log }: WriterOptions) {
    const caches = new RoomCaches(store, log);
    const { events, states } = caches;
    this.events = events;
    this.states = states;
    this.#caches = caches;
    this.#tools = { events, states, signer, now, rules, nextGroup: stateGroupIds(store), store };
    const commits = new JobCommits({
      store,
      caches,
      tools: this.#tools,
      onCommit: (committed) => {
        for (const told of this.#onCommit) told(committed);
      },
      onDeactivated: (userIds) => {
        for (const told of this.#onDeactivated) told(userIds);
      },
    });
    this.#queue = new BatchQueue(async (jobs) => this.#queue.retry(await commits.commit(jobs)));
    store.onChange((change) => caches.follow(change));
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
    return this.#caches.bytes;
  }

  /** A room's present state; undefined for a room that is not known here. */
  room(roomId: string): Promise<Room | undefined> {
    return this.#caches.rooms.find(roomId);
  }

  /** As `room`, also where another process has changed it and the news of that are still on their way. */
  roomAsStored(roomId: string): Promise<Room | undefined> {
    return this.#caches.rooms.findAsStored(roomId);
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
    return this.#enqueue({ roomId }, job);
  }

  /** Like `change`, for a room that is made by it, or replaced. */
  make<T>(roomId: string, version: RoomVersion, job: (draft: RoomDraft) => Promise<T>): Promise<T> {
    return this.#enqueue({ roomId, makes: version }, job);
  }

  /** Runs a job on a room that is not there, and keeps nothing; what it draws can be put into `make`. */
  sketch<T>(roomId: string, version: RoomVersion, job: (draft: RoomDraft) => Promise<T>): Promise<T> {
    return job(new RoomDraft(Room.empty(roomId, version), this.#tools));
  }

  /** Commits a local user's membership in a room that this server is not in. */
  commitOutside(outside: OutsideWrite): Promise<void> {
    return new Promise((resolve, reject) => this.#queue.push({ outside, resolve, reject }));
  }

  /** Resolves when nothing waits. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  #enqueue<T>(room: JobRoom, job: (draft: RoomDraft) => Promise<T>): Promise<T> {
    return enqueueJob(room, job, (made) => this.#queue.push(made));
  }
}
