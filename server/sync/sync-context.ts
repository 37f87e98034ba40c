/** Parts of the server that syncs need, with what they remember from one to the next. */
import { FewAtOnce } from "../bounds/few-at-once.js";
import { heapBytes } from "../bounds/heap-size.js";
import type { ServerContext } from "../context.js";
import type { MembershipRecord } from "../store/store.js";
import { ignoredBy } from "./filter/ignored.js";
import { EmptyQueues } from "./kept/empty-queues.js";
import { PerUser } from "./kept/per-user.js";
import { sharedReads } from "./kept/shared-reads.js";
import { UnreadCounts } from "./kept/unread-counts.js";
import type { StreamContext } from "./streams/stream.js";

export interface SyncContext
  extends StreamContext,
    Pick<ServerContext, "answers" | "notifier" | "tokens" | "work"> {
  /** For short reads: those who send an event come in between, and what they send meanwhile is read with it. */
  readonly few: FewAtOnce;
  readonly reads: ReturnType<typeof sharedReads>;
  readonly memberships: PerUser<readonly MembershipRecord[]>;
}

/** All syncs that an event wakes would otherwise go before the next event. */
const AT_ONCE = 4;
/** A record with the IDs in it. */
const MEMBERSHIP_BYTES = 1_000;
const USER_ID_BYTES = 200;

export function syncContext(context: ServerContext): SyncContext {
  const { notifier, store, touches } = context;
  return {
    ...context,
    few: new FewAtOnce(AT_ONCE),
    reads: sharedReads(store),
    memberships: new PerUser({
      notifier,
      touches,
      read: (userId) => store.membershipsOf(userId),
      sizeOf: (records) => records.reduce((sum, record) => sum + bytesOf(record), 0),
    }),
    ignored: new PerUser({
      notifier,
      touches,
      read: (userId) => ignoredBy(context, userId),
      sizeOf: ({ size }) => size * USER_ID_BYTES,
    }),
    emptyQueues: new EmptyQueues(),
    unreadCounts: new UnreadCounts(),
  };
}

function bytesOf(record: MembershipRecord): number {
  return MEMBERSHIP_BYTES + (record.largeBytes ?? heapBytes([...(record.stripped ?? [])]));
}
