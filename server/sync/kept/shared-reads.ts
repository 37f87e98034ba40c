/** Reads of rooms that all syncs make which one event wakes: the first of them makes it for the others. */
import { heapBytes } from "../../bounds/heap-size.js";
import { SingleFlight } from "../../bounds/single-flight.js";
import { SizedCache } from "../../bounds/sized-cache.js";
import type { MemberChange } from "../../store/devices/device-lists.js";
import type { Page, StateRef } from "../../store/rooms/room-records.js";
import type { Hole, Position, Store, StoredEvent } from "../../store/store.js";

const MAX_BYTES = 4 * 2 ** 20;
const ROW_BYTES = 1_000;
/** Of more events, hardly any other reader wants the same. */
const MAX_IDS = 20;

/** Gives the store as it is to be read up to a position: a change takes another position, and begins anew. */
export function sharedReads(store: Store): (upTo: Position) => Store {
  let current: { readonly upTo: Position; readonly store: Store } | undefined;
  return (upTo) => {
    if (current?.upTo !== upTo) current = { upTo, store: sharing(store) };
    return current.store;
  };
}

function sharing(store: Store): Store {
  const bytesOf = (event: StoredEvent): number => ROW_BYTES + (event.largeBytes ?? heapBytes(event.json));
  const events = new Shared<StoredEvent>(bytesOf);
  const pages = new Shared<Page>((page) => page.events.reduce((sum, event) => sum + bytesOf(event), 0));
  const holes = new Shared<Hole>(({ open }) => ROW_BYTES + heapBytes([...open]));
  const refs = new Shared<StateRef>(() => ROW_BYTES);
  const members = new Shared<MemberChange>(() => ROW_BYTES);
  return {
    ...store,
    page: async (query) => {
      const [page] = await pages.read(Object.values(query).join(" "), async () => [await store.page(query)]);
      return page ?? { events: [], more: false };
    },
    stateChanges: (roomId, after, upTo) =>
      refs.read(`${roomId} ${after} ${upTo}`, () => store.stateChanges(roomId, after, upTo)),
    stateResets: (roomId, after, upTo) =>
      refs.read(`reset ${roomId} ${after} ${upTo}`, () => store.stateResets(roomId, after, upTo)),
    events: (ids) =>
      ids.length > MAX_IDS ? store.events(ids) : events.read(ids.join(" "), () => store.events(ids)),
    holes: (roomId, after, upTo) =>
      holes.read(`${roomId} ${after} ${upTo}`, () => store.holes(roomId, after, upTo)),
    memberChanges: (roomIds, span) =>
      members.read(`${span.after} ${span.upTo} ${roomIds.join(" ")}`, () =>
        store.memberChanges(roomIds, span),
      ),
  };
}

/** Rows by what was asked. */
class Shared<Row> {
  readonly #held: SizedCache<string, readonly Row[]>;
  readonly #underWay = new SingleFlight<readonly Row[]>();

  constructor(bytesOf: (row: Row) => number) {
    const sizeOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + bytesOf(row), ROW_BYTES);
    this.#held = new SizedCache({ maxBytes: MAX_BYTES, sizeOf });
  }

  async read(key: string, ask: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
    return (
      this.#held.get(key) ??
      this.#underWay.run(key, async () => {
        const rows = await ask();
        this.#held.set(key, rows);
        return rows;
      })
    );
  }
}
