/** Messages to the device in `/sync`: they come until the next token says that they have arrived (C161, C162). */
import type { WaitingMessage } from "../../store/devices/to-device.js";
import { madeWhenRead } from "../../values/made-when-read.js";
import { plainObject } from "../../values/plain.js";
import { positionOf, tokenOf } from "../token.js";
import { type StreamContext, type SyncAnswer, type SyncStream, type SyncView, streamOf } from "./stream.js";

/** Messages of one answer. */
const MAX_MESSAGES = 100;

export const toDeviceStream: SyncStream = streamOf({
  name: "to-device messages",
  read: readMessages,
  put: putMessages,
});

async function readMessages(
  { emptyQueues, store, touches }: Pick<StreamContext, "emptyQueues" | "store" | "touches">,
  { auth, delivered, upTo }: SyncView,
): Promise<readonly WaitingMessage[]> {
  if (emptyQueues.has(auth, touches)) return [];
  if (delivered > 0) await store.forgetToDevice(auth, delivered);
  const found = await store.toDevice(auth, delivered, upTo, MAX_MESSAGES + 1);
  if (found.length === 0 && delivered > 0) emptyQueues.note(auth, upTo);
  return found;
}

/** Where there are more, the token says how far they have come. */
function putMessages(answer: SyncAnswer, found: readonly WaitingMessage[]): boolean {
  const messages = found.slice(0, MAX_MESSAGES);
  const last = messages.at(-1);
  if (last === undefined) return false;
  answer.to_device = {
    events: messages.map((each) => madeWhenRead(true, () => plainObject(each.message))),
  };
  if (found.length > messages.length)
    answer.next_batch = tokenOf(positionOf(answer.next_batch), last.position);
  return true;
}
