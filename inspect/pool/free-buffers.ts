/**
 * Gives the memory of buffers back at once. The collector of garbage sees little more than their handles, and lets tens of megabytes
 * of them pile up.
 */
import { MessageChannel } from "node:worker_threads";

/** A message from a port that is closed arrives nowhere, with all that was handed over. */
const { port1: nowhere } = new MessageChannel();
nowhere.close();

/** The pieces can be read no longer. */
export function freeBuffers(pieces: readonly Uint8Array[]): void {
  nowhere.postMessage(undefined, ownBuffers(pieces));
}

/** Buffers that can be handed over: without the pool that small ones share. */
export function ownBuffers(pieces: readonly Uint8Array[]): readonly ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of pieces)
    if (buffer instanceof ArrayBuffer && buffer.byteLength > 0 && buffer.byteLength !== Buffer.poolSize)
      buffers.add(buffer);
  return [...buffers];
}
