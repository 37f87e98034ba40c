/** Reads the body of an answer: within bounds of size, and no faster than there is room for it. */
import type { IncomingMessage } from "node:http";
import { Collector } from "@knockgen/matrix/runtime/limited-body";
import type { Arrival } from "../../bounds/arriving.js";
import type { Deadline } from "../../bounds/deadline.js";
import type { GiveWay } from "../../bounds/share.js";
import { pauseForRoom } from "./pause-for-room.js";

/** Of errors, nothing but a code, a text and little more is of use: no more of them is read. */
const MAX_ERROR_BYTES = 64 * 1024;

/** Of the call that is answered, and what becomes of it. */
export interface ReceiveOptions {
  readonly maxBytes: number;
  readonly roomFor: ((bytes: number, giveWay: GiveWay) => Promise<void>) | undefined;
  readonly giveWay: GiveWay;
  readonly arrival: Arrival;
  /** Stands still while the answer waits for room. */
  readonly deadline: Deadline;
  readonly onBody: (body: readonly Uint8Array[]) => void;
  /** Has to end what is on its way, as after `onBody`. */
  readonly onFailure: (kind: "too-large" | "busy" | "unreachable", message: string) => void;
}

/** Tells either of the body or of the failure. */
export function receiveAnswer(incoming: IncomingMessage, options: ReceiveOptions): void {
  const { maxBytes, arrival, deadline, onBody, onFailure } = options;
  const isGood = incoming.statusCode === 200;
  const collected = new Collector(isGood ? maxBytes : Math.min(maxBytes, MAX_ERROR_BYTES));
  const waitForRoom = isGood ? roomTaker(incoming, options) : undefined;
  incoming.on("data", (chunk: Uint8Array) => {
    arrival.add(chunk.length);
    if (collected.add(chunk)) return waitForRoom?.(chunk.length);
    if (isGood) return onFailure("too-large", `an answer of more than ${maxBytes} bytes`);
    onBody([]);
    incoming.destroy();
  });
  incoming.on("error", () => {
    if (deadline.hasPausedLately) onFailure("busy", "the answer had to wait for room for too long");
    else onFailure("unreachable", "the connection broke within the answer");
  });
  incoming.on("end", () => onBody(collected.parts));
}

function roomTaker(
  incoming: IncomingMessage,
  { maxBytes, roomFor, giveWay, deadline }: ReceiveOptions,
): ((read: number) => void) | undefined {
  if (roomFor === undefined) return undefined;
  return pauseForRoom(incoming, maxBytes, async (bytes) => {
    deadline.pause();
    try {
      await roomFor(bytes, giveWay);
    } finally {
      deadline.resume();
    }
  });
}
