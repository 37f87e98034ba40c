/** A job of the writer: how it changes a room, and who waits for it. */
import type { RoomVersion } from "@knockgen/auth";
import type { CommitBatch } from "../store/store.js";
import type { RoomDraft } from "./draft/draft.js";

/** A local user's membership in a room that this server is not in. */
export type OutsideWrite = CommitBatch["outside"][number];

export interface JobRoom {
  readonly roomId: string;
  /** For a room that is made by the job, or replaced. */
  readonly makes?: RoomVersion;
}

interface Waiting {
  /** Called once what the job has added is committed. */
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A job on a room, or a write outside of the rooms that are known here. */
export type RoomJob = Waiting &
  (
    | { readonly room: JobRoom; readonly run: (draft: RoomDraft) => Promise<void> }
    | { readonly outside: OutsideWrite }
  );

/** Makes a job, and resolves with its result when it is committed. A job that is run again has the last result. */
export function enqueueJob<T>(
  room: JobRoom,
  work: (draft: RoomDraft) => Promise<T>,
  push: (job: RoomJob) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let result: { readonly value: T } | undefined;
    push({
      room,
      run: async (draft) => {
        result = { value: await work(draft) };
      },
      resolve: () => {
        if (result !== undefined) resolve(result.value);
      },
      reject,
    });
  });
}
