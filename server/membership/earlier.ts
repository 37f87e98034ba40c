/** Which of two memberships of a local user, in a room that this server is not in, the room had first. */
import { listedBy, loadPdu, type Pdu, type RoomVersion } from "@knockgen/auth";
import type { ServerContext } from "../context.js";

type Events = Pick<ServerContext["store"], "events">;

/** The membership that is held. */
export interface Held {
  readonly eventId: string;
  readonly version: RoomVersion;
}

/** The event that proves it, as far as it is kept. */
export async function eventOf(store: Events, { eventId, version }: Held): Promise<Pdu | undefined> {
  const [stored] = await store.events([eventId]);
  return stored && loadPdu(stored.json, version, eventId);
}

/** Whether the event of the membership that is held lists another one. */
export async function isListedByHeld(store: Events, eventId: string, held: Held): Promise<boolean> {
  const present = await eventOf(store, held);
  return present !== undefined && listedBy(present, held.version).includes(eventId);
}

/** Whether the membership that an event changes was taken here before. */
export async function restsOnKnown(
  store: Events,
  { authEventIds, roomId, stateKey }: Pick<Pdu, "authEventIds" | "roomId" | "stateKey">,
): Promise<boolean> {
  const listed = await store.events(authEventIds);
  return listed.some(
    (event) => event.roomId === roomId && event.type === "m.room.member" && event.stateKey === stateKey,
  );
}

/** Whether a ban and the invite that is held change the same membership: no invite lets a user in who was banned there. */
export async function isBanOfInvited(
  store: Events,
  ban: Pdu,
  held: Held & { readonly membership: string },
): Promise<boolean> {
  if (ban.membership !== "ban" || held.membership !== "invite") return false;
  const invite = await eventOf(store, held);
  if (invite === undefined) return false;
  const { roomId, stateKey } = ban;
  const shared = ban.authEventIds.filter((id) => invite.authEventIds.includes(id));
  return restsOnKnown(store, { roomId, stateKey, authEventIds: shared });
}
