/** Joining: by ourselves where we can, through another server where we must. */
import {
  authorize,
  type JsonObject,
  loadPdu,
  type Pdu,
  ROOM_VERSIONS,
  type RoomState,
  type RoomVersion,
  stateOf,
} from "../../auth/index.js";
import type { ServerContext } from "../context.js";
import { badGateway, forbidden } from "../errors.js";
import { changeMembership, isResident, memberContent } from "./change.js";
import { clientError, findRoom, type ViaQuery } from "./find-room.js";
import { type VerifiedEvent, verifyEvents } from "./remote-events.js";
import { type Entry, entryError, entryOf } from "./restricted.js";

/** Joins for a local user, and gives the room's ID. */
export async function join(
  context: ServerContext,
  userId: string,
  idOrAlias: string,
  query: ViaQuery,
  reason: string | undefined,
): Promise<string> {
  const { roomId, via } = await findRoom(context, idOrAlias, query);
  if (!(await isResident(context, roomId))) {
    const held = await context.store.membership(roomId, userId);
    await joinElsewhere(context, userId, roomId, [...via, ...(held?.via ?? [])], reason);
    return roomId;
  }
  const entry = await context.writer.look(roomId, (draft) => entryOf(context, draft, userId));
  if (entry?.kind === "cannot-grant" || entry?.kind === "cannot-tell") {
    // #40: we are in the room, but only another server can let them in.
    const room = await context.writer.room(roomId);
    const others = (room?.servers ?? []).filter((server) => server !== context.serverName);
    const servers = [...via, ...others].filter((server) => server !== context.serverName);
    if (servers.length === 0) throw refusal(entry);
    await joinElsewhere(context, userId, roomId, servers, reason);
    return roomId;
  }
  if (entry?.kind === "refused") throw refusal(entry);
  const content = entry?.kind === "authorised" ? { join_authorised_via_users_server: entry.by } : {};
  await changeMembership(context, {
    roomId,
    sender: userId,
    target: userId,
    membership: "join",
    reason,
    content,
  });
  return roomId;
}

function refusal(entry: Entry): Error {
  const error = entryError(entry);
  return forbidden(error?.message ?? "You may not join this room");
}

async function joinElsewhere(
  context: ServerContext,
  userId: string,
  roomId: string,
  via: readonly string[],
  reason: string | undefined,
): Promise<void> {
  const content = await memberContent(context, { target: userId, membership: "join", reason });
  const result = await context.handshakes.join({ roomId, userId, via, content });
  if (!result.ok) throw clientError(result.error);
  const { roomVersion, answer } = result.value;
  const pdu = loadPdu(result.value.event, roomVersion, result.value.eventId);
  // The resident server of a restricted room adds its signature to our event.
  const [signed] =
    answer.event === undefined ? [] : await verifyEvents(context, [answer.event], roomId, roomVersion);
  const joined: VerifiedEvent =
    signed?.event.eventId === pdu.eventId ? signed : { event: pdu, signedBy: new Set([context.serverName]) };
  const given = await readRoom(context, roomId, roomVersion, answer.state, answer.authChain);
  await context.writer.make(roomId, roomVersion, async (draft) => {
    for (const { event, rejected } of given.events)
      draft.keepOutlier(event, rejected ? "rejected" : "outlier");
    // A server that is in the room already knows its own state better.
    const resident = draft.room.hasServer(context.serverName);
    if (!resident) await draft.replaceState(given.state, []);
    const inserted = await draft.insert(joined.event, {
      signedBy: joined.signedBy,
      ...(resident ? {} : { stateBefore: given.state }),
    });
    if (inserted.status !== "accepted") throw badGateway("The room that was given does not let this join in");
  });
}

interface GivenRoom {
  readonly state: RoomState;
  readonly events: readonly { readonly event: Pdu; readonly rejected: boolean }[];
}

/** What send_join gave, as far as it is good (#30): what is not well signed is as if it were not there. */
async function readRoom(
  context: ServerContext,
  roomId: string,
  version: RoomVersion,
  state: readonly JsonObject[],
  authChain: readonly JsonObject[],
): Promise<GivenRoom> {
  const inState = await verifyEvents(context, state, roomId, version);
  const chain = await verifyEvents(context, authChain, roomId, version);
  const all = new Map<string, VerifiedEvent>();
  for (const each of [...chain, ...inState]) all.set(each.event.eventId, each);
  const rejected = rejectedAmong(all, version);
  const good = inState.filter(({ event }) => !rejected.has(event.eventId) && event.stateKey !== undefined);
  const create = good.find(({ event }) => event.type === "m.room.create");
  if (create === undefined) throw badGateway("The room that was given has no create event");
  return {
    state: stateOf(good.map(({ event }) => [event.type, event.stateKey ?? "", event.eventId])),
    events: [...all.values()].map(({ event }) => ({ event, rejected: rejected.has(event.eventId) })),
  };
}

/** Judges each event after those that it lists. */
function rejectedAmong(all: ReadonlyMap<string, VerifiedEvent>, version: RoomVersion): Set<string> {
  const rejected = new Set<string>();
  const judged = new Set<string>();
  const rules = ROOM_VERSIONS[version];
  const listedBy = (event: Pdu): readonly string[] =>
    rules.roomId === "create-event" && event.type !== "m.room.create"
      ? [...event.authEventIds, `$${event.roomId.slice(1)}`]
      : event.authEventIds;
  const judge = ({ event, signedBy }: VerifiedEvent): void => {
    const authEvents = listedBy(event).flatMap((id) => all.get(id)?.event ?? []);
    const verdict = authorize(event, { roomVersion: version, authEvents, rejected, signedBy });
    if (!verdict.allowed) rejected.add(event.eventId);
  };
  // Without recursion, since a chain may be as long as its sender likes.
  for (const start of all.values()) {
    const stack = [start];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { eventId } = top.event;
      const open = judged.has(eventId)
        ? []
        : listedBy(top.event).flatMap((id) => (judged.has(id) ? [] : (all.get(id) ?? [])));
      const next = open.find((each) => !stack.includes(each));
      if (next !== undefined) {
        stack.push(next);
        continue;
      }
      if (!judged.has(eventId)) judge(top);
      judged.add(eventId);
      stack.pop();
    }
  }
  return rejected;
}
