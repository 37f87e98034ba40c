/** The list of published rooms, in pages, largest first. */
import type { PublicRoomsChunk, PublicRoomsResponse } from "@knockgen/matrix/client-server";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { invalidParam } from "../errors.js";
import { directoryEntry } from "./summary.js";

/** Which page of which rooms. */
export interface PublicRoomsWish {
  readonly limit?: number | undefined;
  readonly since?: string | undefined;
  readonly term?: string | undefined;
  readonly types?: readonly (string | null)[] | undefined;
}

const MAX_PAGE = 500;

/** One page. */
export async function publicRooms(
  context: Pick<ServerContext, "store" | "writer">,
  wish: PublicRoomsWish,
): Promise<PublicRoomsResponse> {
  const entries: PublicRoomsChunk[] = [];
  const turns = new Turns();
  for (const roomId of await context.store.publishedRooms()) {
    await turns.next();
    const entry = await directoryEntry(context, roomId);
    if (entry !== undefined && matches(entry, wish)) entries.push(entry);
  }
  entries.sort((a, b) => b.num_joined_members - a.num_joined_members || (a.room_id < b.room_id ? -1 : 1));
  const start = startOf(wish.since);
  const size = Math.min(MAX_PAGE, wish.limit === undefined || wish.limit <= 0 ? MAX_PAGE : wish.limit);
  return {
    chunk: entries.slice(start, start + size),
    total_room_count_estimate: entries.length,
    ...(start + size < entries.length ? { next_batch: `p${start + size}` } : {}),
    ...(start > 0 ? { prev_batch: `p${Math.max(0, start - size)}` } : {}),
  };
}

function startOf(since: string | undefined): number {
  if (since === undefined) return 0;
  const digits = /^p(\d{1,9})$/.exec(since)?.[1];
  if (digits === undefined) throw invalidParam("since is not a token of this list");
  return Number(digits);
}

function matches(entry: PublicRoomsChunk, { term, types }: PublicRoomsWish): boolean {
  if (types !== undefined && !types.includes(entry.room_type ?? null)) return false;
  if (term === undefined) return true;
  const wanted = term.toLowerCase();
  return [entry.name, entry.topic, entry.canonical_alias].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}
