/** Which of two memberships of a local user, in a room that this server is not in, the room had first. */
import { listedBy, loadPdu, type Pdu, type RoomVersion } from "@knockgen/auth";
import type { ServerContext } from "../context.js";

type Events = Pick<ServerContext["store"], "events">;

/** Whether the event of the membership that is held lists another one. */
export async function isListedByHeld(
  store: Events,
  eventId: string,
  held: { readonly eventId: string; readonly version: RoomVersion },
): Promise<boolean> {
  const [present] = await store.events([held.eventId]);
  if (present === undefined) return false;
  return listedBy(loadPdu(present.json, held.version, held.eventId), held.version).includes(eventId);
}

/** Whether the membership that an event changes was taken here before. */
export async function restsOnKnown(store: Events, { authEventIds, roomId, stateKey }: Pdu): Promise<boolean> {
  const listed = await store.events(authEventIds);
  return listed.some(
    (event) => event.roomId === roomId && event.type === "m.room.member" && event.stateKey === stateKey,
  );
}

/** Whether a ban and the invite that is held change the same membership: no invite lets a user in who was banned there. */
export async function isBanOfInvited(
  store: Events,
  ban: Pdu,
  held: { readonly eventId: string; readonly membership: string; readonly version: RoomVersion },
): Promise<boolean> {
  if (ban.membership !== "ban" || held.membership !== "invite") return false;
  const [invite] = await store.events([held.eventId]);
  if (invite === undefined) return false;
  const { authEventIds } = loadPdu(invite.json, held.version, held.eventId);
  return restsOnKnown(store, {
    ...ban,
    authEventIds: ban.authEventIds.filter((id) => authEventIds.includes(id)),
  });
}
