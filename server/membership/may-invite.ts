/** Invites that a user of this server has forbidden (C134). */
import type { ServerContext } from "../context.js";
import { MatrixHttpError } from "../errors.js";
import { blocksInvites } from "../sync/hidden-invites.js";

/** Refuses with 403 to invite a user who wants no invites. */
export async function requireInvitable(context: Pick<ServerContext, "store">, userId: string): Promise<void> {
  if (await blocksInvites(context, userId))
    throw new MatrixHttpError(403, "M_INVITE_BLOCKED", `${userId} does not take invites`);
}
