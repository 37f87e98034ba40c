/** An event with those around it. */
import type { ServerContext } from "../context.js";
import { BEGINNING } from "../store/room-types.js";
import type { StoredEvent } from "../store/types.js";
import { withoutIdleRedactions } from "../sync/effective-redactions.js";
import { holesWithin } from "../sync/holes.js";
import { visibleTo } from "../sync/visibility.js";
import type { View } from "./view.js";

/** Those before it, newest first, those after it, oldest first, and the state at the last of them. */
export interface EventContext {
  readonly before: readonly StoredEvent[];
  readonly after: readonly StoredEvent[];
  readonly state: readonly StoredEvent[];
}

/** Both sides end at a hole in the history. `limit` counts both together. */
export async function eventContext(
  context: Pick<ServerContext, "store" | "writer">,
  { room, membership, upTo }: View,
  event: StoredEvent,
  limit: number,
): Promise<EventContext> {
  const { store, writer } = context;
  const { roomId } = room;
  const { position } = event;
  const [below] = await holesWithin(context, room, BEGINNING, position);
  const above = (await holesWithin(context, room, position, upTo)).at(-1);
  const lowest = below === undefined ? BEGINNING : below.at - 1;
  const highest = above === undefined ? upTo : above.at - 1;
  const half = Math.floor(limit / 2);
  const read = async (query: { after: number; upTo: number; limit: number; order: "newest" | "oldest" }) => {
    const rows = query.limit === 0 ? [] : await store.timeline({ ...query, roomId });
    const oldestFirst = query.order === "oldest" ? rows : [...rows].reverse();
    const visible = await visibleTo(context, room, membership, oldestFirst);
    return withoutIdleRedactions(
      context,
      room,
      rows.filter(({ eventId }) => visible.has(eventId)),
    );
  };
  const before = await read({ after: lowest, upTo: position - 1, limit: half, order: "newest" });
  const after = await read({ after: position, upTo: highest, limit: limit - half, order: "oldest" });
  const group = (after.at(-1) ?? event).stateAfter;
  const state = group === undefined ? new Map() : await writer.states.of(group);
  const ids = [...state.values()].flatMap((ofType) => [...ofType.values()]);
  return { before, after, state: await store.events(ids) };
}
