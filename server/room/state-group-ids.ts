/** IDs for new groups of state, reserved in blocks. */
import { STATE_GROUP_BLOCK } from "../store/rooms/room-records.js";
import type { Store } from "../store/store.js";

/** Gives a unique ID. */
export function stateGroupIds(store: Pick<Store, "reserveStateGroups">): () => Promise<number> {
  const left: number[] = [];
  return async () => {
    const next = left.shift();
    if (next !== undefined) return next;
    const first = await store.reserveStateGroups();
    for (let at = 1; at < STATE_GROUP_BLOCK; at++) left.push(first + at);
    return first;
  };
}
