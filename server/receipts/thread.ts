/** Threads that events belong to, as far as receipts name them (C40). */
import { isJsonObject, own } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { StoredEvent } from "../store/store.js";

/** A chain of relations that is longer is not followed. */
const MAX_STEPS = 20;

/** Whether a chain of relations leads from an event to the root; a root itself is in `main`, and not in its thread. */
export async function leadsTo(
  { store }: Pick<ServerContext, "store">,
  event: StoredEvent,
  root: string,
): Promise<boolean> {
  let at: StoredEvent | undefined = event;
  for (let step = 0; at !== undefined && step < MAX_STEPS; step += 1) {
    const content = own(at.json, "content");
    const relation = isJsonObject(content) ? own(content, "m.relates_to") : undefined;
    const parent: unknown = isJsonObject(relation) ? own(relation, "event_id") : undefined;
    if (parent === root) return true;
    if (typeof parent !== "string") return false;
    const [next]: readonly StoredEvent[] = await store.events([parent]);
    at = next?.roomId === event.roomId ? next : undefined;
  }
  return false;
}
