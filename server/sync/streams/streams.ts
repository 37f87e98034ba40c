/** All that `/sync` tells of, in the order in which an answer is put together: a new kind of news is one more record. */
import { accountDataStream } from "./account-data.js";
import { deviceKeyStream } from "./device-keys.js";
import { deviceListStream } from "./device-lists.js";
import { receiptStream } from "./receipts.js";
import { roomStream } from "./room-stream.js";
import type { SyncStream } from "./stream.js";
import { toDeviceStream } from "./to-device.js";
import { typingStream } from "./typing.js";
import { unreadStream } from "./unread.js";

/** Entries of rooms come first, as other streams add to them, and unread counts after all that adds entries. */
export const STREAMS: readonly SyncStream[] = [
  roomStream,
  accountDataStream,
  receiptStream,
  typingStream,
  unreadStream,
  deviceKeyStream,
  deviceListStream,
  toDeviceStream,
];
