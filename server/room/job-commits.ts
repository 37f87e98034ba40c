/** Commits batches of jobs: all of a batch in one transaction, or each by itself where the store refuses one of them. */
import { DatabaseLost } from "../store/database/database-lost.js";
import { AliasTaken } from "../store/rooms/alias-taken.js";
import type { Change, RoomWrite, Store } from "../store/store.js";
import type { DraftTools } from "./draft/draft-parts.js";
import { DraftBatch } from "./draft-batch.js";
import type { RoomCaches } from "./room-caches.js";
import type { OutsideWrite, RoomJob } from "./room-job.js";

export interface JobCommitsOptions {
  readonly store: Pick<Store, "commit">;
  readonly caches: RoomCaches;
  readonly tools: DraftTools;
  /** Told of each commit; undefined when anything may have changed. */
  readonly onCommit: (committed: Change | undefined) => void;
  /** Told of local users who have come to a room although their accounts are deactivated. */
  readonly onDeactivated: (userIds: readonly string[]) => void;
}

/** Drafts a batch of jobs, commits it, and tells each job and all others of what became of it. */
export class JobCommits {
  readonly #options: JobCommitsOptions;

  constructor(options: JobCommitsOptions) {
    this.#options = options;
  }

  /** Resolves with the jobs that are to be run again, as another process has written first. */
  async commit(jobs: readonly RoomJob[]): Promise<readonly RoomJob[]> {
    const { caches, tools, onCommit } = this.#options;
    const drafts = new DraftBatch(caches.rooms, tools);
    const done = await runAll(jobs, drafts);
    try {
      return (await this.#write(drafts, done)) === "overtaken" ? done : [];
    } catch (error) {
      // Memory may be behind the store: a commit may have taken place whose confirmation was lost (O47).
      caches.rooms.drop(drafts.roomIds);
      if (error instanceof DatabaseLost) onCommit(undefined);
      // Nothing was written, for the sake of something in one of them that the store does not take.
      if (done.length > 1 && isRefusal(error)) return this.#commitEach(done);
      for (const job of done) job.reject(error);
      return [];
    }
  }

  async #commitEach(jobs: readonly RoomJob[]): Promise<readonly RoomJob[]> {
    const again: RoomJob[] = [];
    for (const job of jobs) again.push(...(await this.commit([job])));
    return again;
  }

  /** Writes what the jobs have made, and tells them and others of it; overtaken where another process has written first. */
  async #write(drafts: DraftBatch, done: readonly RoomJob[]): Promise<"written" | "overtaken"> {
    const { store, caches, onCommit, onDeactivated } = this.#options;
    const rooms = await drafts.writes();
    const outside: OutsideWrite[] = [];
    for (const job of done) if ("outside" in job) outside.push(await this.#stillOutside(job.outside, drafts));
    if (rooms.length === 0 && outside.length === 0) {
      resolveAll(done);
      return "written";
    }
    const result = await store.commit({ rooms, outside });
    if (!result.ok) {
      caches.rooms.drop(drafts.roomIds);
      return "overtaken";
    }
    const { base, position, deactivated } = result;
    caches.take(drafts, rooms, position);
    resolveAll(done);
    onCommit({ base, position, ...affected(rooms, outside, drafts.users), redacted: [], onlyEvents: true });
    if (deactivated.length > 0) onDeactivated(deactivated);
    return "written";
  }

  /** A write, of its event alone where the user has come into the room since it was asked for, unless it is a leave: the room knows better. */
  async #stillOutside(write: OutsideWrite, drafts: DraftBatch): Promise<OutsideWrite> {
    const { event, membership } = write;
    if (membership === undefined || membership.membership === "leave") return write;
    const { roomId, userId } = membership;
    const room = drafts.get(roomId)?.room ?? (await this.#options.caches.rooms.find(roomId));
    return room?.membershipOf(userId) === "join" ? { event } : write;
  }
}

/** The jobs that have not failed; those that have are told. */
async function runAll(jobs: readonly RoomJob[], drafts: DraftBatch): Promise<readonly RoomJob[]> {
  const done: RoomJob[] = [];
  for (const job of jobs)
    try {
      if ("room" in job) await drafts.run(job.room, job.run);
      done.push(job);
    } catch (error) {
      job.reject(error);
    }
  return done;
}

function resolveAll(jobs: readonly RoomJob[]): void {
  for (const job of jobs) job.resolve();
}

function affected(
  rooms: readonly RoomWrite[],
  outside: readonly OutsideWrite[],
  users: readonly string[],
): Pick<Change, "rooms" | "users" | "destinations"> {
  const events = [...rooms.flatMap((room) => room.events), ...outside.map(({ event }) => event)];
  return {
    rooms: rooms.map(({ roomId }) => roomId),
    users: [...users, ...outside.flatMap(({ membership }) => membership?.userId ?? [])],
    destinations: [...new Set(events.flatMap(({ destinations }) => destinations))],
  };
}

/** Whether a database has refused what it was given (SQLSTATE classes 22, 23 and 54), as opposed to having failed. */
function isRefusal(error: unknown): boolean {
  if (error instanceof AliasTaken) return true;
  return error instanceof Error && "code" in error && /^(22|23|54)/.test(String(error.code));
}
