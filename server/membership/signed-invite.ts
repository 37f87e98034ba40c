/** An invite to another server's user, with the signature of that server. */
import {
  contentHashMatches,
  type JsonObject,
  own,
  type Pdu,
  type RoomVersion,
  type VerifiedEvent,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { badGateway, forbidden } from "../errors.js";
import { verifyEvents } from "../history/remote-events.js";
import type { RoomDraft } from "../room/draft/draft.js";
import { serverOf } from "../values/ids.js";
import { clientError } from "./client-error.js";

/** Makes an invite for another server to sign. Refuses with 403 what the rules do not allow, and whose user could never join. */
export async function inviteToSign(
  { serverName }: Pick<ServerContext, "serverName">,
  draft: RoomDraft,
  invite: { readonly sender: string; readonly target: string; readonly content: JsonObject },
): Promise<Pdu> {
  const { sender, target, content } = invite;
  const create = await draft.create();
  if (create !== undefined && own(create.content, "m.federate") === false)
    throw forbidden("The room is closed to users of other servers");
  return draft.make({ type: "m.room.member", sender, stateKey: target, content, origin: serverName });
}

/** Has the invited user's server sign an event. Throws what to answer the client where it does not. */
export async function signedByInvited(
  context: Pick<ServerContext, "federation" | "keys">,
  event: Pdu,
  roomState: readonly JsonObject[],
  version: RoomVersion,
): Promise<VerifiedEvent> {
  const server = serverOf(event.stateKey ?? "");
  const { roomId, eventId, json } = event;
  const answer = await context.federation.invite(server, {
    roomId,
    eventId,
    event: json,
    roomState,
    roomVersion: version,
  });
  if (!answer.ok) throw clientError(answer.error);
  const [verified] = await verifyEvents(context, [answer.value], roomId, version);
  if (verified?.event.eventId !== eventId || !contentHashMatches(verified.event.json))
    throw badGateway(`${server} answered with another event than the invite`);
  return verified;
}
