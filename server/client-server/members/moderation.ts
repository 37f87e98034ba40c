/** Kicks, bans and unbans: what they have in common. */
import type { ClientAuth, ServerContext } from "../../context.js";
import { forbidden } from "../../errors.js";
import { changeMembership, type MembershipChange } from "../../membership/change.js";
import { requireResident } from "../../membership/require-member.js";

/** An action of a moderator. */
export type Moderation = "kick" | "ban" | "unban";

/** Input that the three operations share. */
interface Moderated {
  readonly path: { readonly roomId: string };
  readonly body: { readonly user_id: string; readonly reason?: string | undefined };
  readonly auth: ClientAuth;
}

/** The handler of an action. */
export function moderation(
  context: Pick<ServerContext, "profiles" | "serverName" | "writer">,
  act: Moderation,
  membership: "leave" | "ban",
): (moderated: Moderated) => Promise<{ status: 200; body: Record<string, never> }> {
  return async ({
    path: { roomId },
    body: { user_id: target, reason },
    auth: { userId: sender },
  }: Moderated) => {
    await moderate(context, act, { roomId, sender, target, membership, reason });
    return { status: 200, body: {} };
  };
}

/** A leave means three things; the client has said which one it wants. */
async function moderate(
  context: Pick<ServerContext, "profiles" | "serverName" | "writer">,
  act: Moderation,
  change: MembershipChange,
): Promise<void> {
  await requireResident(context, change.roomId);
  const room = await context.writer.room(change.roomId);
  const present = room?.membershipOf(change.target);
  if (room?.membershipOf(change.sender) !== "join") throw forbidden("You are not in this room");
  if (act === "unban" && present !== "ban") throw forbidden("The user is not banned");
  if (act === "kick" && (present === undefined || present === "leave" || present === "ban"))
    throw forbidden("The user is not in this room");
  await changeMembership(context, change);
}
