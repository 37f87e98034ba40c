/** Knocking: in a room of our own at once, elsewhere through a server that is in the room (N12). */
import { loadPdu } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { forbidden } from "../errors.js";
import { acceptIfKnocked } from "./auto-accept.js";
import { changeMembership, memberContent } from "./change.js";
import { clientError } from "./client-error.js";
import { commitOutside, keepOvertaken } from "./commit-outside.js";
import { type FoundRoom, findRoom, type Wish } from "./find-room.js";
import { MAX_VIA } from "./outside-room.js";
import { outsideState } from "./outside-state.js";
import { isResident } from "./require-member.js";

/** X9: each knock counts, in whichever way it comes. */
export async function limitKnock(
  { limits }: Pick<ServerContext, "limits">,
  userId: string,
  roomId: string,
): Promise<void> {
  await limits.take("knock", userId);
  await limits.take("roomKnock", roomId);
}

/** Knocks for a local user, and gives the room's ID. */
export async function knock(context: ServerContext, wish: Wish): Promise<string> {
  const { userId, reason, content = {} } = wish;
  await context.limits.take("knock", userId);
  const found = await findRoom(context, wish.room, wish.query);
  const { roomId } = found;
  await context.limits.take("roomKnock", roomId);
  if (await isResident(context, roomId))
    await changeMembership(context, {
      roomId,
      sender: userId,
      target: userId,
      membership: "knock",
      reason,
      content,
    });
  else
    await context.entries.run(roomId, { kind: "knock", userId, isAutomatic: false }, () =>
      knockElsewhere(context, wish, found),
    );
  return roomId;
}

async function knockElsewhere(
  context: ServerContext,
  { userId, reason, content: more = {} }: Wish,
  { roomId, via: named }: FoundRoom,
): Promise<void> {
  const content = await memberContent(context, {
    target: userId,
    membership: "knock",
    reason,
    content: more,
  });
  const before = await context.store.membership(roomId, userId);
  const via = [...named, ...(before?.via ?? [])];
  const result = await context.handshakes.knock({ roomId, userId, via, content });
  if (!result.ok) {
    // Our copy may be out of date, since a refusal or a retracted invite need not reach us: the room decides (#12).
    const held = await context.store.membership(roomId, userId);
    if (held?.membership === "invite") throw forbidden("You are invited to this room: join it");
    throw clientError(result.error);
  }
  const { eventId, roomVersion, answer } = result.value;
  const { events: stripped } = await outsideState(context, answer, roomId, roomVersion);
  // Knocking anew takes back an earlier retraction that is still on its way.
  await context.store.removePendingLeave(roomId, userId);
  const held = await context.store.membership(roomId, userId);
  const event = loadPdu(result.value.event, roomVersion, eventId);
  // X5: an invite may be faster than the answer to the knock that it accepts.
  if (held?.membership === "invite" && held.eventId !== before?.eventId) {
    // A refusal of it may come yet, which does not end the invite.
    await keepOvertaken(context, event);
    acceptIfKnocked(context, { membership: "knock" }, { userId, roomId, via: held.via });
    return;
  }
  await commitOutside(context, {
    event,
    userId,
    membership: "knock",
    stripped,
    version: roomVersion,
    via: [...new Set([result.server, ...via])].slice(0, MAX_VIA),
  });
}
