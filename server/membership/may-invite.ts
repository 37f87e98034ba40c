/** Invites to users of this server: of accounts that are in use, and want invites (C68, C134). */
import type { ServerContext } from "../context.js";
import { forbidden, MatrixHttpError } from "../errors.js";
import { blocksInvites } from "../sync/streams/hidden-invites.js";

/** Refuses with 403 to invite a user who does not exist, has left for good, or wants no invites. */
export async function requireInvitable(context: Pick<ServerContext, "store">, userId: string): Promise<void> {
  const account = await context.store.account(userId);
  if (account === undefined || account.deactivated) throw forbidden(`${userId} is not a user of this server`);
  if (await blocksInvites(context, userId))
    throw new MatrixHttpError(403, "M_INVITE_BLOCKED", `${userId} does not take invites`);
}
