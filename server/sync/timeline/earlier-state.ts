/** Events that others are shown with: state that they replace (O18), and what redacts them (C13). */
import type { ServerContext } from "../../context.js";
import type { Room } from "../../room/room.js";
import type { MembershipRecord, StoredEvent } from "../../store/store.js";
import { visibleTo } from "./visibility.js";

/** The events that some events replace, or are redacted by, by ID, as far as the user may see them. */
export async function earlierState(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room | undefined,
  membership: MembershipRecord,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, StoredEvent>> {
  const ids = new Set(
    events.flatMap(({ replaces, redactedBy }) => [replaces ?? [], redactedBy ?? []].flat()),
  );
  if (ids.size === 0) return new Map();
  const all = [...(await context.store.events([...ids]))].sort((a, b) => a.position - b.position);
  const found = withoutMany(all, membership);
  const visible = room === undefined ? new Map() : await visibleTo(context, room, membership, found);
  const isSeen = (event: StoredEvent): boolean =>
    visible.has(event.eventId) || (event.type === "m.room.member" && event.stateKey === membership.userId);
  return new Map(found.filter(isSeen).map((event) => [event.eventId, event]));
}

/** Events from before the user's stay that are judged one by one, each by the state then. */
const MAX_JUDGED = 200;

/** All of the user's stay, and the newest of those before it: of a large room, all would take long. */
function withoutMany(
  events: readonly StoredEvent[],
  { membership, joinedAt }: MembershipRecord,
): readonly StoredEvent[] {
  const isOfStay = ({ position }: StoredEvent): boolean =>
    membership === "join" && joinedAt !== undefined && position >= joinedAt;
  const judged = new Set(events.filter((event) => !isOfStay(event)).slice(-MAX_JUDGED));
  return events.filter((event) => isOfStay(event) || judged.has(event));
}
