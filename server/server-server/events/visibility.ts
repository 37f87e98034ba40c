/**
 * The parts of a room that another server's users could see when they were sent (client-server API, "Room History Visibility"), and so
 * what their server is given of it. The server is in the room, or was before those events, which is looked at elsewhere.
 */
import { domainOf, type JsonObject, type RoomState, redact } from "@knockgen/auth";
import { filterInTurns } from "../../bounds/turns.js";
import type { ServerContext } from "../../context.js";
import { HISTORY_VISIBILITY, membershipIn, visibilityIn } from "../../room/history-visibility.js";
import { isNeededToJudge, shownJson } from "../../room/redacted-json.js";
import type { Room } from "../../room/room.js";
import type { StoredEvent } from "../../store/store.js";

const MEMBER = "m.room.member";

/** The part of the state at an event that decides visibility. */
interface Moment {
  /** The group of the state that this was read from. */
  readonly group: number;
  readonly visibility: string;
  /** Of the server's users; undefined if not read yet. */
  readonly memberships: ReadonlyMap<string, string> | undefined;
}

/** The IDs of those events, of one room and oldest first, that some user of a server could see. */
export async function visibleToServer(
  context: Pick<ServerContext, "writer">,
  room: Room,
  server: string,
  events: readonly StoredEvent[],
): Promise<ReadonlySet<string>> {
  const visible = new Set<string>();
  let after: Moment | undefined;
  for (const event of events) {
    // Without a place in the room's history, this is undecidable.
    if (event.stateBefore === undefined || event.stateAfter === undefined) continue;
    let before =
      after?.group === event.stateBefore ? after : await momentAt(context, room, event.stateBefore);
    if (!isShared(before) && before.memberships === undefined)
      before = { ...before, memberships: await membershipsAt(context, room, event.stateBefore, server) };
    after = followed(before, event, event.stateAfter, server);
    if (!isShared(after) && after.memberships === undefined)
      after = { ...after, memberships: await membershipsAt(context, room, event.stateAfter, server) };
    // An event that changes visibility is visible to those who may see it before or after.
    if (isOpen(before) || isOpen(after)) visible.add(event.eventId);
  }
  return visible;
}

/** An event as a server gets it that could not see it when it was sent: what is present state, it sees now. */
export function hiddenJson(room: Room, event: StoredEvent): JsonObject {
  const { type, stateKey, eventId } = event;
  const isPresent = stateKey !== undefined && room.at(type, stateKey) === eventId;
  const isNeeded = isNeededToJudge(type, stateKey);
  return isPresent || isNeeded ? shownJson(event, room.version) : redact(event.json, room.version);
}

function isShared({ visibility }: Moment): boolean {
  return visibility !== "joined" && visibility !== "invited";
}

function isOpen(moment: Moment): boolean {
  if (isShared(moment)) return true;
  for (const membership of moment.memberships?.values() ?? [])
    if (membership === "join" || (membership === "invite" && moment.visibility === "invited")) return true;
  return false;
}

async function momentAt(context: Pick<ServerContext, "writer">, room: Room, group: number): Promise<Moment> {
  const state = await context.writer.states.of(group);
  const event = await context.writer.events.one(state.get(HISTORY_VISIBILITY)?.get(""), room);
  return { group, visibility: visibilityIn(event?.stored), memberships: undefined };
}

/** Memberships of a server's users in the state of a group. */
async function membershipsAt(
  context: Pick<ServerContext, "writer">,
  room: Room,
  group: number,
  server: string,
): Promise<ReadonlyMap<string, string>> {
  const state: RoomState = await context.writer.states.of(group);
  const members = await filterInTurns(state.get(MEMBER) ?? [], ([user]) => domainOf(user) === server);
  const ids = members.map(([, id]) => id);
  const events = await context.writer.events.forRules(ids, room);
  return new Map([...events.values()].map(({ pdu }) => [pdu.stateKey ?? "", pdu.membership ?? "leave"]));
}

/** The moment after an event, by the event alone. */
function followed(before: Moment, event: StoredEvent, group: number, server: string): Moment {
  const { type, stateKey } = event;
  if (type === HISTORY_VISIBILITY && stateKey === "")
    return { ...before, group, visibility: visibilityIn(event) };
  if (type !== MEMBER || stateKey === undefined || domainOf(stateKey) !== server) return { ...before, group };
  const memberships = before.memberships && new Map(before.memberships).set(stateKey, membershipIn(event));
  return { ...before, group, memberships };
}
