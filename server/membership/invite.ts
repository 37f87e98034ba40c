/** Inviting: a local user at once, another server's with that server's signature. */
import type { JsonObject } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { forbidden } from "../errors.js";
import { strippedEvents } from "../room/stripped.js";
import { serverOf } from "../values/ids.js";
import { acceptIfKnocked } from "./auto-accept.js";
import { changeMembership, memberContent } from "./change.js";
import { requireInvitable } from "./may-invite.js";
import { requireMember } from "./require-member.js";
import { inviteToSign, signedByInvited } from "./signed-invite.js";

/** A wish to have a user in a room. */
export interface Invite {
  readonly roomId: string;
  readonly sender: string;
  readonly target: string;
  readonly reason?: string | undefined;
  /** More keys of the member event. */
  readonly content?: JsonObject;
}

/** Invites a user to a room that this server is in (#14), and gives the ID of the event. */
export async function invite(context: ServerContext, wish: Invite): Promise<string> {
  const { roomId, sender, target } = wish;
  await requireMember(context, roomId, sender);
  const change = { ...wish, membership: "invite" } as const;
  if (serverOf(target) === context.serverName) {
    await requireInvitable(context, target);
    const held = await context.store.membership(roomId, target);
    const eventId = await changeMembership(context, change);
    acceptIfKnocked(context, held, { userId: target, roomId, via: [] });
    return eventId;
  }
  const content = await memberContent(context, change);
  for (let triesLeft = MAX_TRIES; ; triesLeft--) {
    const invited = await inviteElsewhere(context, { roomId, sender, target, content }, triesLeft > 1);
    if (invited !== undefined) return invited;
  }
}

/** A user who knocks, leaves or is kicked while their server signs has to be told of the invite after that. */
const MAX_TRIES = 3;

/** Has an invite signed and put into the room; undefined where the user's membership has changed meanwhile. */
async function inviteElsewhere(
  context: ServerContext,
  { roomId, ...wish }: Required<Pick<Invite, "content" | "roomId" | "sender" | "target">>,
  mayFail: boolean,
): Promise<string | undefined> {
  const made = await context.writer.look(roomId, async (draft) => ({
    event: await inviteToSign(context, draft, wish),
    version: draft.room.version,
    before: draft.room.at("m.room.member", wish.target),
  }));
  if (made === undefined) throw forbidden("You are not in this room");
  const state = await strippedEvents(context, roomId);
  const { event, signedBy } = await signedByInvited(context, made.event, state, made.version);
  const ban = await context.writer.look(roomId, async (draft) => {
    const present = await draft.stateEvent("m.room.member", wish.target);
    return present?.membership === "ban" ? present : undefined;
  });
  if (ban !== undefined) {
    // It came to their server before the invite, and said nothing there.
    await context.sendEvent([serverOf(wish.target)], ban.json);
    throw forbidden("The user was banned meanwhile");
  }
  return context.writer.change(roomId, async (draft) => {
    if (mayFail && draft.room.at("m.room.member", wish.target) !== made.before) return undefined;
    const inserted = await draft.insert(event, { signedBy, relay: { except: [] } });
    if (inserted.status !== "accepted")
      throw forbidden("The room has changed meanwhile, and does not let this invite in any more");
    return event.eventId;
  });
}
