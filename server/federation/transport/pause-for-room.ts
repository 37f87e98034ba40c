/** Answers that turn out to be large wait at the other server until there is room for more. */
import type { IncomingMessage } from "node:http";

/** Answers of no more than that need no room of their own. */
const SMALL_BYTES = 64 * 1024;
/** Each time, room is asked for this many times as much. */
const GROWTH = 8;

/**
 * To be told of all that is read: waits before that is more than `SMALL_BYTES`, and again when the room that was given is used
 * up.
 */
export function pauseForRoom(
  incoming: IncomingMessage,
  maxBytes: number,
  roomFor: (bytes: number) => Promise<void>,
): (read: number) => void {
  let bytes = 0;
  let room = SMALL_BYTES;
  return (read) => {
    bytes += read;
    if (bytes <= room) return;
    room = Math.max(bytes, Math.min(bytes * GROWTH, maxBytes));
    incoming.pause();
    const resume = (): void => void incoming.resume();
    roomFor(room).then(resume, resume);
  };
}
