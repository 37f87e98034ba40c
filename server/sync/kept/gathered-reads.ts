/** Reads of several rooms that are put together at once: those of one kind are made in one statement. */
import { inBatches } from "../../store/batches.js";
import { Gathered } from "../../store/gathered.js";
import type { Page, TimelineQuery } from "../../store/rooms/room-records.js";
import type { Store, StoredEvent } from "../../store/store.js";

/** Events that one statement reads (O1). */
const MAX_ROWS = 400;

/** Gives a store whose reads wait for those that others ask for in the same turn. */
export function gatheredReads(store: Store): Store {
  const events = new Gathered<string, StoredEvent>(async (ids) =>
    (await store.events(ids)).map((event) => [event.eventId, event]),
  );
  const pages = new Map<string, Gathered<string, Page>>();
  const parents = new Gathered<string, true, { readonly eventId: string; readonly roomId: string }>(
    async (some) => (await store.parentsAmong(some)).map((eventId) => [eventId, true]),
  );
  return {
    ...store,
    events: async (ids) => {
      const found = await events.read(ids);
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    parentsAmong: async (some) => {
      const found = await parents.read(some);
      return some.flatMap(({ eventId }) => (found.has(eventId) ? [eventId] : []));
    },
    page: async (query) => {
      const { roomId, after, upTo, limit, order } = query;
      if (order !== "newest") return store.page(query);
      const key = `${after} ${upTo} ${limit}`;
      const same = pages.get(key) ?? new Gathered((roomIds) => newestOf(store, roomIds, query));
      pages.set(key, same);
      return (await same.read([roomId])).get(roomId) ?? { events: [], more: false };
    },
  };
}

async function newestOf(
  store: Store,
  roomIds: readonly string[],
  part: Pick<TimelineQuery, "after" | "upTo" | "limit">,
): Promise<[string, Page][]> {
  const found: [string, Page][] = [];
  for (const some of inBatches(roomIds, Math.max(1, Math.floor(MAX_ROWS / (part.limit + 1)))))
    found.push(...(await store.pages(some, part)));
  return found;
}
