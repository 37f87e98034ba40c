/** A stream of `/sync`: one kind of news, and all that has to be known of it. The table of all is `streams.ts`. */
import type { SyncResponse200 } from "@knockgen/matrix/client-server";
import type { AnswerSpace } from "../../answers/answer-space.js";
import type { ClientAuth, ServerContext } from "../../context.js";
import type { MembershipRecord, Position } from "../../store/store.js";
import type { ReadFilter } from "../filter/filter.js";
import type { EmptyQueues } from "../kept/empty-queues.js";
import type { PerUser } from "../kept/per-user.js";
import type { UnreadCounts } from "../kept/unread-counts.js";
import type { Rooms } from "./rooms.js";

/** The part of a stream that one answer is about, and for which user and device. */
export interface SyncView {
  readonly auth: ClientAuth;
  readonly filter: ReadFilter;
  readonly fullState: boolean;
  /** State is that at the end of timelines. */
  readonly stateAfter: boolean;
  readonly memberships: readonly MembershipRecord[];
  /** Position of the request's token; undefined for a first sync. */
  readonly since: Position | undefined;
  /** The news after this position, up to and with the other. It is before everything for a first sync, and for all state. */
  readonly after: Position;
  readonly upTo: Position;
  /** The device has its messages up to here. */
  readonly delivered: Position;
  readonly space: AnswerSpace;
}

/** An answer while streams put their news into it. */
export interface SyncAnswer extends Omit<SyncResponse200, "rooms"> {
  rooms: Required<Rooms>;
  device_unused_fallback_key_types?: string[];
}

/** Parts of the server that streams read from. */
export interface StreamContext
  extends Pick<ServerContext, "config" | "now" | "store" | "touches" | "typing" | "writer"> {
  /** Users whose messages a user does not want. */
  readonly ignored: PerUser<ReadonlySet<string>>;
  readonly emptyQueues: EmptyQueues;
  readonly unreadCounts: UnreadCounts;
}

/** Record of a stream. */
export interface StreamRecord<News> {
  readonly name: string;
  readonly read: (context: StreamContext, view: SyncView) => Promise<News>;
  /** Puts news into the answer, after those of the streams before it. False if a sync that waits need not end for them. */
  readonly put: (answer: SyncAnswer, news: News, view: SyncView) => boolean;
}

/** A stream in the table, where the type of its news matters no more. */
export interface SyncStream {
  readonly name: string;
  /** Reads the news and puts them into the answer. False if there is nothing to end a waiting sync for. */
  readonly add: (context: StreamContext, answer: SyncAnswer, view: SyncView) => Promise<boolean>;
}

/** Makes a stream of its record. */
export function streamOf<News>({ name, read, put }: StreamRecord<News>): SyncStream {
  return {
    name,
    add: async (context, answer, view) => put(answer, await read(context, view), view),
  };
}

/** Rooms that the user is in. */
export function joinedRooms({ memberships }: Pick<SyncView, "memberships">): ReadonlySet<string> {
  return new Set(memberships.flatMap(({ membership, roomId }) => (membership === "join" ? [roomId] : [])));
}

/** Those of them that an answer has entries of: a join under way belongs to the next one, and the filter has its say. */
export function shownRooms({ memberships, filter, since, upTo }: SyncView): readonly MembershipRecord[] {
  return memberships.filter(
    ({ membership, roomId, joinedAt = 0 }) =>
      membership === "join" && filter.wantsRoom(roomId) && (joinedAt <= upTo || since === undefined),
  );
}
