/** Events of other servers that are taken only if they are well formed and carry the signatures that they need. */
import type { Pdu, RoomVersion, VerifiedEvent } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { invalidParam } from "../errors.js";
import { verifyEvents } from "../history/remote-events.js";

/** Told of any other. */
export const UNVERIFIED = "The event is malformed, or not signed by its sender's server";

/** Throws 400 for any other. */
export async function requireVerified(
  context: Pick<ServerContext, "keys">,
  { json, roomId }: Pdu,
  version: RoomVersion,
): Promise<VerifiedEvent> {
  const [verified] = await verifyEvents(context, [json], roomId, version);
  if (verified === undefined) throw invalidParam(UNVERIFIED);
  return verified;
}
