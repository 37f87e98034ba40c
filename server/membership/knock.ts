/** Knocking: in a room of our own at once, elsewhere through a server that is in the room (N12). */
import { type JsonObject, loadPdu, type Pdu, type RoomVersion } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { forbidden } from "../errors.js";
import { strip } from "../room/stripped.js";
import { changeMembership, isResident, memberContent } from "./change.js";
import { clientError, type FoundRoom, findRoom, type Wish } from "./find-room.js";
import { commitOutside } from "./out-of-band.js";
import { verifyEvents } from "./remote-events.js";

/** Entries of `knock_room_state` that are looked at; an honest server sends fewer than ten. */
const MAX_STATE = 64;

/** X9: each knock counts, in whichever way it comes. */
export function limitKnock({ limits }: ServerContext, userId: string, roomId: string): void {
  limits.knock.take(userId);
  limits.roomKnock.take(roomId);
}

/** Knocks for a local user, and gives the room's ID. */
export async function knock(context: ServerContext, wish: Wish): Promise<string> {
  const { userId, reason } = wish;
  context.limits.knock.take(userId);
  const found = await findRoom(context, wish.room, wish.query);
  const { roomId } = found;
  context.limits.roomKnock.take(roomId);
  if (await isResident(context, roomId))
    await changeMembership(context, { roomId, sender: userId, target: userId, membership: "knock", reason });
  else await knockElsewhere(context, wish, found);
  return roomId;
}

async function knockElsewhere(
  context: ServerContext,
  { userId, reason }: Wish,
  { roomId, via }: FoundRoom,
): Promise<void> {
  const content = await memberContent(context, { target: userId, membership: "knock", reason });
  const result = await context.handshakes.knock({ roomId, userId, via, content });
  if (!result.ok) {
    // Our copy may be out of date, since a refusal or a retracted invite need not reach us: the room decides (#12).
    const held = await context.store.membership(roomId, userId);
    if (held?.membership === "invite") throw forbidden("You are invited to this room: join it");
    throw clientError(result.error);
  }
  const { eventId, roomVersion, answer } = result.value;
  await commitOutside(context, {
    event: loadPdu(result.value.event, roomVersion, eventId),
    userId,
    membership: "knock",
    stripped: await strippedFrom(context, answer, roomId, roomVersion),
    version: roomVersion,
    via: [result.server, ...via.filter((server) => server !== result.server)],
  });
  // Knocking anew takes back an earlier retraction that is still on its way.
  await context.store.removePendingLeave(roomId, userId);
}

/** The room as the resident server shows it; badly signed and badly formed entries are dropped (N18, X3). */
export async function strippedFrom(
  context: ServerContext,
  events: readonly JsonObject[],
  roomId: string,
  version: RoomVersion,
): Promise<JsonObject[]> {
  const verified = await verifyEvents(context, events.slice(0, MAX_STATE), roomId, version);
  return verified
    .map(({ event }): Pdu => event)
    .filter(({ stateKey }) => stateKey !== undefined)
    .map(({ json }) => strip(json));
}
