/** An invite to another server's user, with the signature of that server. */
import { contentHashMatches, type JsonObject, type Pdu, type RoomVersion } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { badGateway } from "../errors.js";
import { verifyEvents } from "../history/remote-events.js";
import { serverOf } from "../values/ids.js";
import { clientError } from "./find-room.js";

/** Has the invited user's server sign an event. Throws what to answer the client where it does not. */
export async function signedByInvited(
  context: Pick<ServerContext, "federation" | "keys">,
  event: Pdu,
  roomState: readonly JsonObject[],
  version: RoomVersion,
): Promise<{ event: Pdu; signedBy: ReadonlySet<string> }> {
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
