/** Reads the part of a room's timeline that an answer shows. */
import type { AnswerSpace } from "../../answers/answer-space.js";
import type { ClientAuth, ServerContext } from "../../context.js";
import type { Room } from "../../room/room.js";
import type { MembershipRecord, Position, StoredEvent } from "../../store/store.js";
import type { ReadFilter } from "../filter/filter.js";
import { holesWithin } from "./holes.js";
import { visibleTo } from "./visibility.js";

/** The part of a room's timeline that is wanted. */
export interface TimelineWish {
  readonly room: Room;
  readonly viewer: ClientAuth;
  readonly membership: MembershipRecord;
  readonly filter: ReadFilter;
  /** Exclusive, and inclusive. */
  readonly after: Position;
  readonly upTo: Position;
  /** All state before the timeline, instead of what has changed after `after`. */
  readonly fullState: boolean;
  /** Users whose memberships are part of all state, also where it has only those that the timeline is about. */
  readonly members: readonly string[];
  /** Users who stand for the room's name; their memberships come whenever they may be others than before. */
  readonly heroes: readonly string[];
  /** The state is that at the end of the timeline, instead of at its start (C93). */
  readonly stateAfter: boolean;
  readonly space: AnswerSpace;
}

/** Events that are looked at for one timeline. */
const MAX_READ = 500;

/** A part of a timeline, as it was read. */
export interface ReadTimeline {
  /** In order, without gaps; of a filter's unwanted events, those that lie between. */
  readonly events: readonly StoredEvent[];
  /** There was more than is given. */
  readonly limited: boolean;
  /** It begins anew above a hole in the history (O20). */
  readonly overHole: boolean;
  /** Where it begins; just after the last event that was looked at, where there is nothing to be seen. */
  readonly start: Position;
  /** The viewer's membership at each event that they may see. */
  readonly visible: Awaited<ReturnType<typeof visibleTo>>;
}

export async function readTimeline(
  context: Pick<ServerContext, "store" | "writer">,
  wish: TimelineWish,
): Promise<ReadTimeline> {
  const { room, filter, after, upTo } = wish;
  // With a filter, more is read than is sent, so that it is full of what is wanted.
  const limit = filter.isNarrow ? MAX_READ : filter.timelineLimit;
  const query = { roomId: room.roomId, after, upTo, limit, order: "newest" } as const;
  const { events: held, more } = await context.store.page(query);
  const oldest = held.at(-1);
  const lowest = more && oldest !== undefined ? oldest.position - 1 : after;
  const [hole] = await holesWithin(context, room, lowest, upTo);
  const rows = hole === undefined ? held : held.filter(({ position }) => position >= hole.at);
  const found = [...rows].reverse();
  const visible = await visibleTo(context, room, wish.membership, found);
  // A timeline has no gaps: it begins after the last event that is not to be seen.
  const hidden = found.findLastIndex(({ eventId }) => !visible.has(eventId)) + 1;
  const seen = found.slice(hidden);
  const wanted = seen.filter(filter.wantsTimeline);
  const firstWanted = wanted.length > filter.timelineLimit ? wanted.at(-filter.timelineLimit) : undefined;
  const whole = firstWanted === undefined ? seen : seen.slice(seen.indexOf(firstWanted));
  const events = wish.space.newestOf(whole);
  return {
    events,
    limited: more || hole !== undefined || events.length < found.length,
    overHole: hole !== undefined,
    start: events[0]?.position ?? (found.at(-1)?.position ?? upTo) + 1,
    visible,
  };
}
