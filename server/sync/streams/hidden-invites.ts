/** Invites that their users do not want to see: all of them (C134), or those of users that they ignore (C133). */
import { own } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { ignoredBy } from "../filter/ignored.js";

const PERMISSION = "m.invite_permission_config";

/** Whether a user wants no invites. */
export async function blocksInvites(
  { store }: Pick<ServerContext, "store">,
  userId: string,
): Promise<boolean> {
  const content = await store.accountData({ userId, roomId: undefined, type: PERMISSION });
  return content !== undefined && own(content, "default_action") === "block";
}

/** Tells of an inviter whether their invites of a user are hidden. */
export async function hiddenInvites(
  context: Pick<ServerContext, "store">,
  userId: string,
): Promise<(sender: string) => boolean> {
  if (await blocksInvites(context, userId)) return () => true;
  const ignored = await ignoredBy(context, userId);
  return (sender) => ignored.has(sender);
}
