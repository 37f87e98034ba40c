/** Events of answers, read in parts (O8). */
import type { Store, StoredEvent } from "../store/store.js";
import { laterList } from "../values/read-later.js";

/** Of JSON that is large: about as much is held of an answer while it is written. */
const PART_BYTES = 256 * 1024;
const SMALL_BYTES = 1_024;
/** As many are read before it is known how large such events are, and at most. */
const FIRST = 40;
const MOST = 150;

/** Those that are there, in no order. */
export async function* eventParts(
  store: Pick<Store, "events">,
  eventIds: Iterable<string>,
): AsyncGenerator<readonly StoredEvent[]> {
  const left = [...eventIds].reverse();
  let count = FIRST;
  while (left.length > 0) {
    const found = await store.events(left.splice(-count).reverse());
    let bytes = 0;
    let taken = 0;
    for (const { largeBytes = SMALL_BYTES } of found) {
      if (taken > 0 && bytes + largeBytes > PART_BYTES) break;
      bytes += largeBytes;
      taken++;
    }
    for (const { eventId } of found.slice(taken)) left.push(eventId);
    if (taken > 0) yield found.slice(0, taken);
    if (bytes > 0) count = Math.min(MOST, Math.max(1, Math.floor((taken * PART_BYTES) / bytes)));
  }
}

/** A list of an answer that is made of events, which are read and shown part by part while it is sent. */
export function laterEvents<T>(
  store: Pick<Store, "events">,
  eventIds: Iterable<string>,
  show: (events: readonly StoredEvent[]) => readonly T[] | Promise<readonly T[]>,
): T[] {
  return laterList(async function* () {
    for await (const events of eventParts(store, eventIds)) yield await show(events);
  });
}

/** Large events that come along with those of an answer. */
const EXTRA_BYTES = 2 ** 20;

/** Those that others are shown with: as many as there is room for. */
export async function extraEvents(
  store: Pick<Store, "events">,
  eventIds: Iterable<string>,
): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = [];
  let left = EXTRA_BYTES;
  for await (const events of eventParts(store, eventIds)) {
    for (const { largeBytes = 0 } of events) left -= largeBytes;
    if (left < 0) break;
    found.push(...events);
  }
  return found;
}
