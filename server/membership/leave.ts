/** Leaving: a room, an invite or a knock (N1). */
import { type JsonObject, loadPdu } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { forbidden } from "../errors.js";
import type { FederationError } from "../federation/transport/transport.js";
import type { Room } from "../room/room.js";
import type { MembershipRecord, PendingLeave } from "../store/store.js";
import { changeMembership } from "./change.js";
import { commitOutside, localLeave } from "./commit-outside.js";
import { roomFromOutside } from "./outside-room.js";
import { isResident } from "./require-member.js";

const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 30 * 60_000;
/** A server that has been silent for that many tries does not care any more. */
const MAX_FAILURES = 40;
/** The user waits no longer than that for another server. */
const PATIENCE_MS = 10_000;

/** Takes a local user out of a room. */
export async function leave(
  context: ServerContext,
  userId: string,
  roomId: string,
  content: JsonObject = {},
): Promise<void> {
  // A user who thinks better of it at once leaves what they are about to be in.
  await context.entries.settledOf(roomId, userId);
  const held = await context.store.membership(roomId, userId);
  if (await isResident(context, roomId)) {
    const room = await context.writer.room(roomId);
    const membership = room?.membershipOf(userId);
    if (held !== undefined && isUnknownInvite(held, room)) await leaveHere(context, held, content);
    else if (membership === undefined) throw forbidden("You are not in this room");
    else if (membership !== "leave")
      await changeMembership(context, {
        roomId,
        sender: userId,
        target: userId,
        membership: "leave",
        content,
      });
    return;
  }
  if (held === undefined) throw forbidden("You are not in this room");
  if (held.membership === "leave") return;
  if (held.membership !== "knock" && held.membership !== "invite")
    throw forbidden("You are not in this room");
  await leaveElsewhere(context, { ...held, ...(await roomFromOutside(context, held)) }, content);
}

/** An invite from before we were in the room, of which the room knows nothing. */
export function isUnknownInvite({ userId, membership }: MembershipRecord, room: Room | undefined): boolean {
  const known = room?.membershipOf(userId);
  return membership === "invite" && (known === undefined || known === "leave");
}

/** For the user alone. */
async function leaveHere(
  context: Pick<ServerContext, "now" | "signer" | "store" | "writer">,
  held: MembershipRecord,
  content: JsonObject,
): Promise<void> {
  const { userId, via, version } = held;
  const event = localLeave(context, held, content);
  await commitOutside(context, { event, userId, membership: "leave", via, version });
}

/** Through a server in the room; where none answers, for the client at once and for the room later (X6). */
async function leaveElsewhere(
  context: Pick<ServerContext, "handshakes" | "now" | "signer" | "store" | "writer">,
  held: MembershipRecord,
  content: JsonObject,
): Promise<void> {
  const { roomId, userId, via } = held;
  const result = await context.handshakes.leave({
    roomId,
    userId,
    via,
    content,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const event = result.ok
    ? loadPdu(result.value.event, result.value.roomVersion, result.value.eventId)
    : localLeave(context, held, content);
  const isPending = !result.ok && !isSettled(result.failures);
  const present = await context.store.membership(roomId, userId);
  // The room had ended by itself what the user leaves, and has gone on.
  if (!result.ok && !isPending && present?.eventId !== held.eventId) return;
  const keep = async (): Promise<void> => {
    const retryAt = context.now() + FIRST_RETRY_MS;
    if (isPending) await context.store.savePendingLeave({ roomId, userId, via, failures: 1, retryAt });
  };
  // Before the client's view changes, for a crash in between, and after it: meanwhile it counts as taken back.
  await keep();
  await commitOutside(context, { event, userId, membership: "leave", via, version: held.version });
  await keep();
}

/**
 * Whether asking again is of no use: each server has refused, or is not in the room. One that has no time now, or does not answer, is
 * asked again: a refusal of another one may be that of a server that was never in the room.
 */
function isSettled(failures: readonly { readonly error: FederationError }[]): boolean {
  const statuses = failures.map(({ error }) => (error.kind === "http" ? error.status : 0));
  return statuses.every((status) => status >= 400 && status < 500 && status !== 429);
}

/** Tells the room of retractions that it has not heard of. */
export async function retryLeaves(
  context: Pick<ServerContext, "handshakes" | "now" | "store">,
): Promise<void> {
  for (const pending of await context.store.pendingLeaves()) {
    if (pending.retryAt > context.now()) continue;
    await retryLeave(context, pending);
  }
}

async function retryLeave(
  context: Pick<ServerContext, "handshakes" | "now" | "store">,
  pending: PendingLeave,
): Promise<void> {
  const { roomId, userId, via } = pending;
  const held = await context.store.membership(roomId, userId);
  if (held?.membership !== "leave") {
    await context.store.removePendingLeave(roomId, userId);
    return;
  }
  const result = await context.handshakes.leave({ roomId, userId, via });
  const failures = pending.failures + 1;
  if (result.ok || isSettled(result.failures) || failures > MAX_FAILURES) {
    await context.store.removePendingLeave(roomId, userId);
    return;
  }
  const wait = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), MAX_RETRY_MS);
  await context.store.savePendingLeave({ ...pending, failures, retryAt: context.now() + wait });
}
