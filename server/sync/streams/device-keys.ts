/** How many one-time keys a device has left in `/sync`, so that it uploads more in time (C153). */
import type { KeyStock } from "../../store/devices/device-key-store.js";
import { type SyncAnswer, type SyncStream, type SyncView, streamOf } from "./stream.js";

/** The algorithm that all clients use: they take its count for theirs, also once it is zero. */
const USUAL = "signed_curve25519";

export const deviceKeyStream: SyncStream = streamOf({
  name: "device keys",
  read: ({ store }, { auth }) => store.keyStock(auth),
  put: putStock,
});

/** The counts are in every answer; only a key that was given ends a sync that waits. */
function putStock(answer: SyncAnswer, stock: KeyStock, { after, upTo }: SyncView): boolean {
  const { counts, unusedFallback, claimedAt } = stock;
  answer.device_unused_fallback_key_types = [...unusedFallback];
  if (claimedAt !== undefined || counts.size > 0)
    answer.device_one_time_keys_count = {
      ...(claimedAt !== undefined && { [USUAL]: 0 }),
      ...Object.fromEntries(counts),
    };
  return claimedAt !== undefined && claimedAt > after && claimedAt <= upTo;
}
