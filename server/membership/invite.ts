/** Inviting: a local user at once, another server's with that server's signature. */
import type { ServerContext } from "../context.js";
import { forbidden } from "../errors.js";
import { serverOf } from "../ids.js";
import { strippedEvents } from "../room/stripped.js";
import { acceptIfKnocked } from "./auto-accept.js";
import { changeMembership, isResident, memberContent } from "./change.js";
import { signedByInvited } from "./signed-invite.js";

/** Invites a user to a room that this server is in (#14). */
export async function invite(
  context: ServerContext,
  sender: string,
  target: string,
  roomId: string,
  reason: string | undefined,
  isDirect = false,
): Promise<void> {
  if (!(await isResident(context, roomId))) throw forbidden("You are not in this room");
  const more = isDirect ? { is_direct: true } : {};
  if (serverOf(target) === context.serverName) {
    const held = await context.store.membership(roomId, target);
    await changeMembership(context, { roomId, sender, target, membership: "invite", reason, content: more });
    acceptIfKnocked(context, target, roomId, held, []);
    return;
  }
  const content = await memberContent(context, { target, membership: "invite", reason, content: more });
  const made = await context.writer.look(roomId, async (draft) => ({
    event: await draft.make({
      type: "m.room.member",
      sender,
      stateKey: target,
      content,
      origin: context.serverName,
    }),
    version: draft.room.version,
  }));
  if (made === undefined) throw forbidden("You are not in this room");
  const state = await strippedEvents(context, roomId);
  const { event, signedBy } = await signedByInvited(context, made.event, state, made.version);
  await context.writer.change(roomId, async (draft) => {
    const inserted = await draft.insert(event, { signedBy, relay: { except: [] } });
    if (inserted.status !== "accepted")
      throw forbidden("The room has changed meanwhile, and does not let this invite in any more");
  });
}
