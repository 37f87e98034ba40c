/** Changes of membership in rooms that this server is in. */
import type { JsonObject, JsonValue } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { canonicalInput } from "../room/canonical-input.js";
import type { RoomDraft } from "../room/draft/draft.js";
import { serverOf } from "../values/ids.js";
import { saidAlready } from "./said-already.js";

/** The actor, the action and its subject. */
export interface MembershipChange {
  readonly roomId: string;
  readonly sender: string;
  readonly target: string;
  readonly membership: "join" | "leave" | "invite" | "knock" | "ban";
  readonly reason?: string | undefined;
  /** More keys of the content. */
  readonly content?: JsonObject;
}

/** The content of a member event: the reason unchanged (#8), name and picture of its subject, if the user is ours (X7). */
export async function memberContent(
  context: Pick<ServerContext, "profiles" | "serverName">,
  change: Omit<MembershipChange, "roomId" | "sender">,
): Promise<JsonObject> {
  const content: Record<string, JsonValue> = { ...change.content, membership: change.membership };
  if (change.reason !== undefined) content.reason = change.reason;
  const named = change.membership !== "leave" && change.membership !== "ban";
  if (named && serverOf(change.target) === context.serverName) {
    const account = await context.profiles.find(change.target);
    if (account?.displayName !== undefined) content.displayname ??= account.displayName;
    if (account?.avatarUrl !== undefined) content.avatar_url ??= account.avatarUrl;
  }
  return canonicalInput(content);
}

/** Makes the change in a room that this server is in. A repeat makes no second event (X11). */
export async function changeMembership(
  context: Pick<ServerContext, "profiles" | "serverName" | "writer">,
  change: MembershipChange,
): Promise<string> {
  const content = await memberContent(context, change);
  return context.writer.change(change.roomId, async (draft) => {
    const event = { type: "m.room.member", sender: change.sender, stateKey: change.target, content };
    const said =
      (await saidAlready(draft, event)) ??
      (await draft.send(event, { alsoTo: othersConcerned(context, draft, change) }));
    return said.eventId;
  });
}

/** A user who is refused, removed or banned from outside has a server that is not in the room, but has to know (X4). */
function othersConcerned(
  context: Pick<ServerContext, "serverName">,
  draft: RoomDraft,
  change: MembershipChange,
): string[] {
  const server = serverOf(change.target);
  if (change.sender === change.target || server === context.serverName) return [];
  if (change.membership !== "leave" && change.membership !== "ban") return [];
  return draft.room.hasServer(server) ? [] : [server];
}
