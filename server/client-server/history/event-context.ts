/** An event with those around it. */
import { filterInTurns } from "../../bounds/turns.js";
import type { ServerContext } from "../../context.js";
import { BEGINNING } from "../../store/rooms/room-records.js";
import type { StoredEvent } from "../../store/store.js";
import type { ReadEventFilter } from "../../sync/filter/event-filter.js";
import { withoutIdleRedactions } from "../../sync/timeline/effective-redactions.js";
import { holesWithin } from "../../sync/timeline/holes.js";
import { visibleTo } from "../../sync/timeline/visibility.js";
import type { View } from "../events/view.js";

/** Those before it, newest first, those after it, oldest first, and the IDs of the state at the last of them. */
export interface EventContext extends Surroundings {
  readonly state: readonly string[];
}

/** Those before it, newest first, and those after it, oldest first. */
export interface Surroundings {
  readonly before: readonly StoredEvent[];
  readonly after: readonly StoredEvent[];
  /** The viewer's membership after each of those around. */
  readonly memberships: ReadonlyMap<string, string>;
}

/** Events that are looked at on each side, where a filter leaves some out. */
const MAX_READ = 200;

/** `limit` counts both sides together; the filter is not for the event itself (C74). */
export async function eventContext(
  context: Pick<ServerContext, "store" | "writer">,
  view: View,
  event: StoredEvent,
  { limit, filter }: { readonly limit: number; readonly filter: ReadEventFilter },
): Promise<EventContext> {
  const half = Math.floor(limit / 2);
  const sizes = { before: half, after: limit - half, filter };
  const around = await surroundings(context, view, event, sizes);
  const { before, after } = around;
  const last = after.at(-1) ?? event;
  const state = await stateAfter(
    context,
    last,
    filter.lazyMembers ? [event, ...before, ...after] : undefined,
  );
  return { ...around, state };
}

/** How many events on each side, and which. */
export interface Sizes {
  readonly before: number;
  readonly after: number;
  readonly filter: ReadEventFilter;
}

/** The events around one; both sides end at a hole in the history. */
export async function surroundings(
  context: Pick<ServerContext, "store" | "writer">,
  { room, membership, upTo }: View,
  event: StoredEvent,
  sizes: Sizes,
): Promise<Surroundings> {
  const { filter } = sizes;
  const { store } = context;
  const { roomId } = room;
  const { position } = event;
  const [below] = await holesWithin(context, room, BEGINNING, position);
  const above = (await holesWithin(context, room, position, upTo)).at(-1);
  const lowest = below === undefined ? BEGINNING : below.at - 1;
  const highest = above === undefined ? upTo : above.at - 1;
  const memberships = new Map<string, string>();
  const read = async (query: { after: number; upTo: number; limit: number; order: "newest" | "oldest" }) => {
    const size = filter.isNarrow ? MAX_READ : query.limit;
    const rows = query.limit === 0 ? [] : (await store.page({ ...query, roomId, limit: size })).events;
    const oldestFirst = query.order === "oldest" ? rows : [...rows].reverse();
    const visible = await visibleTo(context, room, membership, oldestFirst);
    for (const [id, then] of visible) memberships.set(id, then);
    const wanted = await filterInTurns(rows, (each) => visible.has(each.eventId) && filter.wants(each));
    return withoutIdleRedactions(context, room, wanted.slice(0, query.limit));
  };
  const before = await read({ after: lowest, upTo: position - 1, limit: sizes.before, order: "newest" });
  const after = await read({ after: position, upTo: highest, limit: sizes.after, order: "oldest" });
  return { before, after, memberships };
}

/** The state after an event; of the members only those who have sent some events, if these are given. */
async function stateAfter(
  { writer }: Pick<ServerContext, "writer">,
  { stateAfter: group }: StoredEvent,
  shown: readonly StoredEvent[] | undefined,
): Promise<readonly string[]> {
  if (group === undefined) return [];
  const senders = shown && new Set(shown.map(({ sender }) => sender));
  const ids: string[] = [];
  for (const [type, ofType] of await writer.states.of(group))
    for (const [stateKey, id] of ofType)
      if (type !== "m.room.member" || senders?.has(stateKey) !== false) ids.push(id);
  return ids;
}
