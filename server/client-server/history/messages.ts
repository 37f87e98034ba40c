/** Pages of a room's history: what is held here, and behind that what other servers hold. */
import { filterInTurns } from "../../bounds/turns.js";
import type { ServerContext } from "../../context.js";
import type { Backfill } from "../../history/backfill.js";
import type { Room } from "../../room/room.js";
import {
  BEGINNING,
  type Hole,
  type MembershipRecord,
  type Position,
  type StoredEvent,
} from "../../store/rooms/room-records.js";
import type { ReadEventFilter } from "../../sync/filter/event-filter.js";
import { holesWithin } from "../../sync/timeline/holes.js";
import { visibleTo } from "../../sync/timeline/visibility.js";
import { MAX_PAGE, type Part } from "./page.js";

/** Whose page of which room. */
export interface PageWish extends Part {
  readonly room: Room;
  readonly membership: MembershipRecord;
  /** From the newest to the oldest. */
  readonly back: boolean;
  readonly limit: number;
  readonly filter: ReadEventFilter;
}

/** Events in the order that was asked for. */
export interface Page {
  readonly events: readonly StoredEvent[];
  /** The viewer's membership after each event. */
  readonly memberships: ReadonlyMap<string, string>;
  /** Where to go on; undefined at the end. */
  readonly end: Position | undefined;
}

/** Parts of the history without anything that is wanted that are passed over for one answer. */
const MAX_TURNS = 5;

/** Reads a page. It is empty before the end where a longer part of the history is not to be seen, or not wanted. */
export async function readPage(
  context: Pick<ServerContext, "store" | "writer">,
  backfill: Backfill,
  wish: PageWish,
): Promise<Page> {
  let { after, upTo } = wish;
  const { back, filter, limit } = wish;
  // Of what is read, a part may be wanted only.
  const size = filter.isNarrow ? MAX_PAGE : limit;
  for (let turn = 1; ; turn++) {
    const { rows, end } = await readRows(context, backfill, { ...wish, after, upTo, limit: size });
    const oldestFirst = back ? [...rows].reverse() : rows;
    const memberships = await visibleTo(context, wish.room, wish.membership, oldestFirst);
    const isWanted = (event: StoredEvent): boolean => memberships.has(event.eventId) && filter.wants(event);
    const wanted = await filterInTurns(rows, isWanted);
    const events = wanted.slice(0, limit);
    const last = events.at(-1);
    if (last !== undefined && wanted.length > limit)
      return { events, memberships, end: last.position - Number(back) };
    if (events.length > 0 || end === undefined || turn === MAX_TURNS) return { events, memberships, end };
    if (back) upTo = end;
    else after = end;
  }
}

interface Rows {
  readonly rows: readonly StoredEvent[];
  readonly end: Position | undefined;
}

/** Answers that are fetched for one part of a hole. */
const MAX_FILLS = 8;
/** Holes that are passed over since no server has their events. */
const MAX_PASSED = 2;

async function readRows(
  context: Pick<ServerContext, "store" | "writer">,
  backfill: Backfill,
  wish: PageWish,
): Promise<Rows> {
  const passed = new Set<string>();
  for (let fills = 0; ; ) {
    const { rows, end, hole } = await readToHole(context, backfill, wish, passed);
    if (rows.length > 0 || hole === undefined || fills === MAX_FILLS || passed.size === MAX_PASSED)
      return { rows, end };
    fills++;
    if (!(await backfill.fill(wish.room, hole))) passed.add(hole.eventId);
  }
}

/** As far as to the next hole, if there is one (O20). Only members have it filled. */
async function readToHole(
  context: Pick<ServerContext, "store" | "writer">,
  backfill: Backfill,
  wish: PageWish,
  passed: ReadonlySet<string>,
): Promise<Rows & { readonly hole: Hole | undefined }> {
  const { room, membership, back, after, upTo, limit } = wish;
  const holes = membership.membership === "join" ? await holesWithin(context, room, after, upTo + 1) : [];
  const open = holes.filter(({ eventId }) => !passed.has(eventId));
  const hole = back ? open[0] : open.at(-1);
  if (hole === undefined) return { ...(await readWhole(context, backfill, wish)), hole };
  // Forwards, what fills the hole from above is still ahead.
  const below = Math.max(after, back ? hole.at - 1 : hole.floor);
  const query = back ? { after: Math.min(below, upTo), upTo } : { after, upTo: Math.min(below, upTo) };
  const order = back ? "newest" : "oldest";
  const { events: rows, more } = await context.store.page({ ...query, roomId: room.roomId, limit, order });
  const last = rows.at(-1)?.position;
  const isCut = more && last !== undefined;
  return { rows, end: isCut ? last - Number(back) : below, hole };
}

async function readWhole(
  context: Pick<ServerContext, "store">,
  backfill: Backfill,
  wish: PageWish,
): Promise<Rows> {
  const { room, membership, back, after, upTo, limit } = wish;
  const query = { roomId: room.roomId, after, upTo, limit, order: back ? "newest" : "oldest" } as const;
  const read = () => context.store.page(query);
  let found = await read();
  let { more } = found;
  const reachesBack = back && !more && after === BEGINNING && membership.membership === "join";
  const missing = reachesBack ? await backfill.missing(room) : [];
  if (missing.length > 0) {
    if (await backfill.fetch(room, missing)) found = await read();
    // Who sees the same end again, with nothing before it, has reached what can be had.
    more = found.events.length > 0;
  }
  const { events: rows } = found;
  const last = rows.at(-1)?.position;
  return { rows, end: more && last !== undefined ? last - Number(back) : undefined };
}
