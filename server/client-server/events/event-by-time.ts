/** The event nearest to a time (C79): of those that are held, after what other servers hold near it was fetched. */
import type { Backfill } from "../../history/backfill.js";
import { BEGINNING, type Position } from "../../store/rooms/room-records.js";
import type { StoredEvent } from "../../store/store.js";
import { holesWithin } from "../../sync/timeline/holes.js";
import { visibleTo } from "../../sync/timeline/visibility.js";
import type { Context } from "../context.js";
import type { View } from "./view.js";

type Parts = Pick<Context, "notifier" | "store" | "writer">;

export interface TimeWish {
  readonly ts: number;
  readonly back: boolean;
}

/** Events that are looked at for one that the viewer may see. */
const MAX_LOOKED_AT = 200;
/** Answers of other servers that are fetched for one request. */
const MAX_FETCHED = 10;

/** Undefined where there is none. Fetches history as long as there is a gap that may hold a nearer one. */
export async function eventByTime(
  context: Parts,
  backfill: Backfill,
  view: View,
  wish: TimeWish,
): Promise<StoredEvent | undefined> {
  for (let fetched = 0; ; fetched++) {
    const found = await nearest(context, view, wish);
    if (fetched === MAX_FETCHED || !(await fetchNear(context, backfill, view, found, wish))) return found;
  }
}

/** The nearest that is held and that the viewer may see. */
async function nearest(
  context: Parts,
  { room, membership, upTo }: View,
  { ts, back }: TimeWish,
): Promise<StoredEvent | undefined> {
  const found = await context.store.eventsByTime({
    roomId: room.roomId,
    ts,
    back,
    upTo,
    limit: MAX_LOOKED_AT,
  });
  const inOrder = [...found].sort((a, b) => a.position - b.position);
  const visible = await visibleTo(context, room, membership, inOrder);
  return found.find(({ eventId }) => visible.has(eventId));
}

/** Fetches a part of what lies in a gap beside an event, on the side of the wanted time. False where there is nothing to fetch. */
async function fetchNear(
  context: Parts,
  backfill: Backfill,
  { room, upTo }: View,
  found: StoredEvent | undefined,
  { ts, back }: TimeWish,
): Promise<boolean> {
  const side = (after: Position, order: "newest" | "oldest", end = upTo) =>
    context.store.timeline({ roomId: room.roomId, after, upTo: end, limit: 1, order });
  // Backwards, a nearer event would stand above the one that was found; forwards, below it.
  const [above] = back ? await side(found?.position ?? BEGINNING, "oldest") : [found];
  const at = above?.position;
  const [hole] = at === undefined ? [] : await holesWithin(context, room, at - 1, at);
  if (hole !== undefined) return backfill.fill(room, hole);
  const [oldest] = await side(BEGINNING, "oldest");
  const isAtEnd = above === undefined || above.eventId === oldest?.eventId;
  // Events without a place tell no time, so that the oldest one is asked where it stands.
  const reaches = isAtEnd && (oldest === undefined || timeOf(oldest) > ts);
  const missing = reaches ? await backfill.missing(room) : [];
  return missing.length > 0 && backfill.fetch(room, missing);
}

function timeOf({ json }: StoredEvent): number {
  return Number(json.origin_server_ts ?? 0);
}
