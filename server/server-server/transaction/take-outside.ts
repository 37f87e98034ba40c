/** Answers to knocks and invites that come in transactions, of rooms that this server is not in. */
import {
  isRoomVersion,
  type JsonObject,
  listedBy,
  loadPdu,
  type Pdu,
  type RoomVersion,
  readPdu,
  rejectedAmong,
  type VerifiedEvent,
} from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import type { PduResult } from "../../federation/incoming/transaction-inbox.js";
import { byId } from "../../history/chain-below.js";
import { readEvents, verifyEvents, verifyRead } from "../../history/remote-events.js";
import { commitOutside } from "../../membership/commit-outside.js";
import {
  eventOf,
  type Held,
  isBanOfInvited,
  isListedByHeld,
  restsOnKnown,
} from "../../membership/earlier.js";
import { restingOn } from "../../membership/given-room.js";
import { roomFromOutside } from "../../membership/outside-room.js";
import type { MembershipRecord } from "../../store/store.js";
import { serverOf } from "../../values/ids.js";
import { textIn } from "../../values/json-members.js";
import { isOvertaken } from "../members/overtaken.js";

/**
 * A room that this server is not in: only the answer to a knock or an invite that it holds is of interest (X4). Who answers
 * knows the knock's ID, as only servers in the room do, or is the server that we knocked at.
 */
export async function takeOutside(
  context: Pick<ServerContext, "federation" | "keys" | "serverName" | "store" | "writer">,
  origin: string,
  roomId: string,
  json: JsonObject,
): Promise<PduResult> {
  const target = textIn(json, "state_key") ?? "";
  if (serverOf(target) !== context.serverName) return { eventId: undefined };
  const held = await context.store.membership(roomId, target);
  if (held === undefined) return { eventId: undefined };
  const { via, version } = await roomFromOutside(context, held);
  if (version === undefined || !isRoomVersion(version)) return { eventId: undefined };
  const known = { ...held, version };
  const read = readPdu(json, version, { anyCounts: true, idsAsServersCount: true });
  const eventId = read.ok ? read.value.eventId : nameOf(json, version);
  const refused = { eventId, error: "This server is not in the room" };
  if (!read.ok || !isAnswer(read.value, held, origin)) return refused;
  // A repeat says nothing of the knock or the invite that came after it, unless an invite came beside a ban.
  const isRepeat = await isOvertaken(context, read.value.eventId, held);
  if (isRepeat && !(await isBanOfInvited(context.store, read.value, known))) return { eventId };
  // O3: only then are keys asked for.
  const [verified] = await verifyEvents(context, [json], roomId, version);
  if (verified === undefined) return refused;
  const { event } = verified;
  if (await isAboutEarlier(context, event, known)) return { eventId };
  const isWithdrawn = held.membership === "invite" && event.sender !== held.sender;
  if (isWithdrawn && !(await isAccepted(context, origin, verified, known))) return refused;
  if (event.eventId === held.eventId) return { eventId };
  await commitOutside(context, {
    event,
    userId: target,
    membership: event.membership ?? "leave",
    via,
    version,
    ...(held.stripped === undefined ? {} : { stripped: held.stripped }),
  });
  return { eventId };
}

/** The rules select five for a membership. */
const MAX_LISTED = 10;

/** Whether an event may end the knock or the invite that we hold: it is of another user, and linked to what we hold. */
function isAnswer(event: Pdu, held: MembershipRecord, origin: string): boolean {
  const { membership, type, sender, authEventIds } = event;
  if (type !== "m.room.member" || sender === held.userId) return false;
  const isOpen = held.membership === "knock" || held.membership === "invite";
  const ends = membership === "leave" || membership === "ban";
  // Events that anybody may have sent here would be read for the others.
  if (authEventIds.length > MAX_LISTED) return false;
  return isOpen && ends && (authEventIds.includes(held.eventId) || held.via[0] === origin);
}

/**
 * Whether an event ends another membership of the user than the one that we hold. A kick may come after the invite that followed it,
 * and the end of a ban after the answer to the knock that it allowed.
 */
async function isAboutEarlier(
  { store }: Pick<ServerContext, "store">,
  event: Pdu,
  held: Held,
): Promise<boolean> {
  if (await isListedByHeld(store, event.eventId, held)) return true;
  // A ban lets no invite in that was signed before.
  if (event.membership === "ban" || event.authEventIds.includes(held.eventId)) return false;
  return restsOnKnown(store, event);
}

/**
 * O19: whether a room that we are not in accepts an event: by what the event lists, down to the create event that the
 * invite which we hold rests on.
 */
async function isAccepted(
  context: Pick<ServerContext, "federation" | "keys" | "store">,
  origin: string,
  verified: VerifiedEvent,
  held: Held,
): Promise<boolean> {
  const { version } = held;
  const { event } = verified;
  const invite = await eventOf(context.store, held);
  if (invite === undefined) return false;
  const roots = new Set(listedBy(invite, version));
  const answer = await context.federation.eventAuth(origin, event.roomId, event.eventId);
  if (!answer.ok) return false;
  // O4: whatever else was given is neither verified, nor are keys asked for it.
  const given = byId(await readEvents(answer.value.slice(0, MAX_GIVEN), event.roomId, version));
  const chain = await restingOn([verified], given, version);
  if (chain.length > MAX_CHAIN) return false;
  const all = new Map<string, VerifiedEvent>();
  for (const each of await verifyRead(context, chain, version)) all.set(each.event.eventId, each);
  all.set(event.eventId, verified);
  const listed = listedBy(event, version).map((id) => all.get(id)?.event);
  const create = listed.find((each) => each?.type === "m.room.create");
  if (create === undefined || !roots.has(create.eventId) || listed.includes(undefined)) return false;
  return !rejectedAmong(all, version).has(event.eventId);
}

/** Events of an auth chain that are read, and that are verified, for a room that we are not in. */
const MAX_GIVEN = 10_000;
const MAX_CHAIN = 1_000;

/** The ID of what may not be an event at all; undefined where it has none. */
export function nameOf(json: JsonObject, version: RoomVersion): string | undefined {
  const read = readPdu(json, version, { anyCounts: true, idsAsServersCount: true });
  const pdu: Pdu | undefined = read.ok ? read.value : undefined;
  return pdu?.eventId ?? (loadPdu(json, version, "").eventId || undefined);
}
