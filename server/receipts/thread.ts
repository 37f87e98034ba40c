/** Threads that events belong to, as far as receipts name them (C40). */
import { relationOf } from "../store/rooms/relation.js";
import type { Store, StoredEvent } from "../store/store.js";
import { MAIN } from "../store/unread/notices.js";

/** A chain of relations that is longer is not followed. */
const MAX_STEPS = 20;

/** Whether a receipt for an event may name a thread. */
export async function isOf(
  context: { readonly store: Pick<Store, "events"> },
  event: StoredEvent,
  thread: string,
): Promise<boolean> {
  return thread === MAIN
    ? relationOf(event.json)?.relType !== "m.thread"
    : await leadsTo(context, event, thread);
}

/** Whether a chain of relations leads from an event to the root; a root itself is in `main`, and not in its thread. */
async function leadsTo(
  { store }: { readonly store: Pick<Store, "events"> },
  event: StoredEvent,
  root: string,
): Promise<boolean> {
  let at: StoredEvent | undefined = event;
  for (let step = 0; at !== undefined && step < MAX_STEPS; step += 1) {
    const parent = relationOf(at.json)?.to;
    if (parent === undefined) return false;
    if (parent === root) return true;
    const [next]: readonly StoredEvent[] = await store.events([parent]);
    at = next?.roomId === event.roomId ? next : undefined;
  }
  return false;
}
