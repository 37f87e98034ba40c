/** The rooms that a batch of jobs changes: each is drafted once, and the jobs on it build on each other. */
import type { RoomVersion } from "@knockgen/auth";
import type { RoomWrite } from "../store/store.js";
import { RoomDraft } from "./draft/draft.js";
import type { DraftTools } from "./draft/draft-parts.js";
import type { KnownRooms } from "./known-rooms.js";
import { Room } from "./room.js";
import type { JobRoom } from "./room-job.js";

/** Drafts of the rooms of one batch, by their IDs. */
export class DraftBatch {
  readonly #drafts = new Map<string, RoomDraft>();
  readonly #rooms: KnownRooms;
  readonly #tools: DraftTools;

  constructor(rooms: KnownRooms, tools: DraftTools) {
    this.#rooms = rooms;
    this.#tools = tools;
  }

  get roomIds(): Iterable<string> {
    return this.#drafts.keys();
  }

  /** Users affected by the commit besides those in the rooms. */
  get users(): readonly string[] {
    return [...this.#drafts.values()].flatMap((draft) => draft.users);
  }

  get(roomId: string): RoomDraft | undefined {
    return this.#drafts.get(roomId);
  }

  /** Of a job that fails nothing is left in the draft of its room. */
  async run(room: JobRoom, job: (draft: RoomDraft) => Promise<void>): Promise<void> {
    const draft = await this.#draft(room);
    const mark = draft.mark();
    try {
      await job(draft);
    } catch (error) {
      draft.rollback(mark);
      throw error;
    }
  }

  /** Commits of the rooms to which something was added. */
  async writes(): Promise<readonly RoomWrite[]> {
    for (const draft of this.#drafts.values()) await draft.settle();
    return [...this.#drafts.values()].flatMap((draft) => draft.write() ?? []);
  }

  async #draft({ roomId, makes }: JobRoom): Promise<RoomDraft> {
    const present = this.#drafts.get(roomId);
    if (present !== undefined) return present;
    const known = await this.#rooms.find(roomId);
    const draft = new RoomDraft(known?.fork() ?? emptyRoom(roomId, makes), this.#tools);
    this.#drafts.set(roomId, draft);
    return draft;
  }
}

function emptyRoom(roomId: string, makes: RoomVersion | undefined): Room {
  if (makes === undefined) throw new Error(`the room ${roomId} is not known`);
  return Room.empty(roomId, makes);
}
