/** Summaries of the events that relate to others, bundled with these (C84 to C86). */
import type { ServerContext } from "../../context.js";
import type { Room } from "../../room/room.js";
import { relationOf } from "../../store/rooms/relation.js";
import { BEGINNING } from "../../store/rooms/room-records.js";
import type { MembershipRecord, Position, StoredEvent } from "../../store/store.js";
import { isIgnored } from "../filter/ignored.js";
import { visibleTo } from "./visibility.js";

export interface Aggregation {
  readonly edit?: StoredEvent | undefined;
  readonly thread?: Thread | undefined;
  /** IDs of events that refer to it. */
  readonly references?: readonly string[];
}

interface Thread {
  readonly latest: StoredEvent;
  readonly count: number;
  readonly participated: boolean;
}

export interface Aggregated {
  readonly aggregations: ReadonlyMap<string, Aggregation>;
  /** The viewer's membership after each event that is bundled. */
  readonly memberships: ReadonlyMap<string, string>;
}

/** Room as one user sees it. */
export interface Seer {
  readonly room: Room;
  readonly membership: MembershipRecord;
  readonly upTo: Position;
  /** Users whose messages count for nothing to this one. */
  readonly ignored: ReadonlySet<string>;
}

/** References of the events of one answer. */
const MAX_REFERENCES = 500;

/** Summaries of all that relates to some events and that the viewer may see. */
export async function aggregated(
  context: Pick<ServerContext, "store" | "writer">,
  { room, membership, upTo, ignored }: Seer,
  events: readonly StoredEvent[],
): Promise<Aggregated> {
  const { store } = context;
  const { roomId } = room;
  const messages = events.flatMap(({ stateKey, eventId }) => (stateKey === undefined ? [eventId] : []));
  const parents = await store.parentsAmong(messages.map((eventId) => ({ eventId, roomId })));
  if (parents.length === 0) return { aggregations: new Map(), memberships: new Map() };
  const view = { roomId, userId: membership.userId, upTo, ignored: [...ignored] };
  const threads = await store.threadsOf(view, parents);
  const latest = await store.eventsAt(
    roomId,
    threads.map((thread) => thread.latest),
  );
  const edits = await store.edits(view, [...parents, ...latest.map(({ eventId }) => eventId)]);
  const { events: references } = await store.related({
    roomId,
    to: parents,
    relType: "m.reference",
    after: BEGINNING,
    upTo,
    limit: MAX_REFERENCES,
    order: "oldest",
  });
  const bundled = [...latest, ...edits.map(({ edit }) => edit), ...references];
  const memberships = await visibleTo(
    context,
    room,
    membership,
    bundled.sort((a, b) => a.position - b.position),
  );
  const isSeen = (event: StoredEvent): boolean =>
    memberships.has(event.eventId) && !isIgnored(ignored, event);
  const aggregations = new Map<string, Aggregation>();
  const add = (id: string, part: Aggregation): void => {
    aggregations.set(id, { ...aggregations.get(id), ...part });
  };
  for (const { of, edit } of edits) if (isSeen(edit)) add(of, { edit });
  for (const { root, latest: position, count, participated } of threads) {
    const last = latest.find((event) => event.position === position);
    if (last !== undefined && isSeen(last)) add(root, { thread: { latest: last, count, participated } });
  }
  for (const reference of references.filter(isSeen)) {
    const to = relationOf(reference.json)?.to ?? "";
    add(to, { references: [...(aggregations.get(to)?.references ?? []), reference.eventId] });
  }
  return { aggregations, memberships };
}
