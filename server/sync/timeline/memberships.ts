/** The viewer's membership at pieces of state that are told apart from a timeline (C102). */
import type { ServerContext } from "../../context.js";
import { membershipIn } from "../../room/history-visibility.js";
import type { MembershipRecord, Position, StoredEvent } from "../../store/store.js";
import { membershipInStay } from "./visibility.js";

/** Memberships before the stay that are looked at; of events from before them, it stays unknown. */
const MAX_EARLIER = 20;

/**
 * By the IDs of the events. Those from before the stay are judged by the user's own memberships, in this server's order: to read the
 * state at each would take long in a large room.
 */
export async function membershipsAt(
  { store }: Pick<ServerContext, "store">,
  record: MembershipRecord,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, string>> {
  const { joinedAt } = record;
  const known = new Map<string, string>();
  const earlier: StoredEvent[] = [];
  for (const event of events) {
    const ofStay = membershipInStay(record, event);
    if (ofStay !== undefined) known.set(event.eventId, ofStay);
    else if (joinedAt !== undefined && event.position < joinedAt) earlier.push(event);
  }
  const lowest = earlier.reduce((least, { position }) => Math.min(least, position), Number.POSITIVE_INFINITY);
  const own = joinedAt === undefined ? [] : await ownMemberships(store, record, joinedAt, lowest, events);
  for (const event of earlier) {
    const then = own.find(({ from }) => event.position >= from);
    if (then !== undefined) known.set(event.eventId, then.membership);
  }
  return known;
}

interface OwnMembership {
  /** Where it begins. */
  readonly from: Position;
  readonly membership: string;
}

/** The user's memberships before a join, the last one first, down to a position. */
async function ownMemberships(
  store: ServerContext["store"],
  { roomId, userId }: MembershipRecord,
  joinedAt: Position,
  lowest: Position,
  atHand: readonly StoredEvent[],
): Promise<readonly OwnMembership[]> {
  const found: OwnMembership[] = [];
  if (lowest >= joinedAt) return found;
  const query = { roomId, after: joinedAt - 1, upTo: joinedAt, limit: 1, order: "newest" } as const;
  // Most answers with all state have the join itself.
  let event = atHand.find(({ position }) => position === joinedAt) ?? (await store.timeline(query))[0];
  if (event?.type !== "m.room.member" || event.stateKey !== userId) return found;
  while (event?.replaces !== undefined && found.length < MAX_EARLIER) {
    [event] = await store.events([event.replaces]);
    if (event === undefined) return found;
    found.push({ from: event.position, membership: membershipIn(event) });
    if (event.position <= lowest) return found;
  }
  return event === undefined || event.replaces !== undefined
    ? found
    : [...found, { from: Number.NEGATIVE_INFINITY, membership: "leave" }];
}
