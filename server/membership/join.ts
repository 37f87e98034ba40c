/** Joining: by ourselves where we can, through another server where we must. */
import { loadPdu, type Pdu, type VerifiedEvent } from "@knockgen/auth";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { badGateway, forbidden } from "../errors.js";
import type { SentJoin, StateEvents } from "../federation/calls/answers.js";
import { usingAnswers } from "../federation/transport/held-answers.js";
import { verifyEvents } from "../history/remote-events.js";
import { repairFrom } from "../history/repair.js";
import { unlessLost } from "../store/database/database-lost.js";
import { changeMembership, memberContent } from "./change.js";
import { clientError } from "./client-error.js";
import { type FoundRoom, findRoom, type Wish } from "./find-room.js";
import { followOnJoin } from "./follow-upgrade.js";
import { readRoom } from "./given-room.js";
import { isResident } from "./require-member.js";
import { type Entry, entryError, entryOf } from "./restricted.js";

/** Joins for a local user, and gives the room's ID. */
export async function join(context: ServerContext, wish: Wish): Promise<string> {
  const roomId = await enter(context, wish);
  // With the database lost, the client asks again, and this is done then.
  await followOnJoin(context, wish.userId, roomId).catch(
    unlessLost((error) =>
      context.log("warn", "what a user keeps about a room was not copied", { roomId, error }),
    ),
  );
  return roomId;
}

async function enter(context: ServerContext, wish: Wish): Promise<string> {
  const { userId, reason } = wish;
  const { roomId, via } = await findRoom(context, wish.room, wish.query);
  if (!(await isResident(context, roomId))) {
    const held = await context.store.membership(roomId, userId);
    await joinElsewhere(context, wish, { roomId, via: [...via, ...(held?.via ?? [])] });
    return roomId;
  }
  const entry = await context.writer.look(roomId, (draft) => entryOf(context, draft, userId));
  if (entry?.kind === "cannot-grant" || entry?.kind === "cannot-tell") {
    // #40: we are in the room, but only another server can let them in.
    const room = await context.writer.room(roomId);
    const others = (room?.servers ?? []).filter((server) => server !== context.serverName);
    const servers = [...via, ...others].filter((server) => server !== context.serverName);
    if (servers.length === 0) throw refusal(entry);
    await joinElsewhere(context, wish, { roomId, via: servers });
    return roomId;
  }
  if (entry?.kind === "refused") throw refusal(entry);
  const authorised = entry?.kind === "authorised" ? { join_authorised_via_users_server: entry.by } : {};
  const content = { ...wish.content, ...authorised };
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

type JoinContext = Pick<
  ServerContext,
  "entries" | "federation" | "handshakes" | "keys" | "profiles" | "serverName" | "writer"
>;

/** The answer to a join is in use until the room is kept. */
function joinElsewhere(context: JoinContext, wish: Wish, found: FoundRoom): Promise<void> {
  const { userId, isAutomatic = false } = wish;
  return context.entries.run(found.roomId, { kind: "join", userId, isAutomatic }, () =>
    usingAnswers(() => joinThrough(context, wish, found)),
  );
}

async function joinThrough(
  context: JoinContext,
  { userId, reason, content: more = {} }: Wish,
  { roomId, via }: FoundRoom,
): Promise<void> {
  const content = await memberContent(context, {
    target: userId,
    membership: "join",
    reason,
    content: more,
  });
  const result = await context.handshakes.join({ roomId, userId, via, content });
  if (!result.ok) throw clientError(result.error);
  const { roomVersion, answer } = result.value;
  const pdu = loadPdu(result.value.event, roomVersion, result.value.eventId);
  // The resident server of a restricted room adds its signature to our event.
  const [signed] =
    answer.event === undefined ? [] : await verifyEvents(context, [answer.event], roomId, roomVersion);
  const joined: VerifiedEvent =
    signed?.event.eventId === pdu.eventId ? signed : { event: pdu, signedBy: new Set([context.serverName]) };
  const servers = [...new Set([result.server, ...answer.serversInRoom, ...via])];
  const whole = await wholeState(context, servers, pdu, answer);
  const repair = repairFrom(context, { roomId, version: roomVersion }, servers);
  const given = await readRoom(context, { join: joined, version: roomVersion, whole }, repair);
  await context.writer.make(roomId, roomVersion, async (draft) => {
    const turns = new Turns();
    for (const { event, isRejected } of given.events) {
      if (turns.areDue) await turns.next();
      draft.keepOutlier(event, isRejected);
    }
    // A server that is in the room already knows its own state better.
    const resident = draft.room.hasServer(context.serverName);
    if (!resident) await draft.replaceState(given.state);
    const inserted = await draft.insert(joined.event, {
      signedBy: joined.signedBy,
      ...(resident ? {} : { stateBefore: given.state }),
    });
    if (inserted.status !== "accepted") throw badGateway("The room that was given does not let this join in");
  });
}

/** Servers that are asked for a whole state, the one that let us in first. */
const MAX_ASKED = 3;

/** The state before a join, with what its answer has left out without being asked to (O23). */
async function wholeState(
  { federation, serverName }: Pick<ServerContext, "federation" | "serverName">,
  servers: readonly string[],
  { roomId, eventId }: Pdu,
  { state, authChain, membersOmitted }: SentJoin,
): Promise<StateEvents> {
  const others =
    membersOmitted || state.length === 0 ? servers.filter((server) => server !== serverName) : [];
  for (const server of others.slice(0, MAX_ASKED)) {
    const whole = await federation.state(server, roomId, eventId);
    if (whole.ok) return whole.value;
  }
  // Where no more is to be had, as much as was given has to do.
  return { pdus: state, authChain };
}
