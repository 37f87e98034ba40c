/** Events that come in transactions: checked, put into their place, or refused one by one. */
import { type JsonObject, keysNeededFor, type Pdu, readPdu, type VerifiedEvent } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { unavailable } from "../../errors.js";
import type { PduResult } from "../../federation/incoming/transaction-inbox.js";
import { usingAnswers } from "../../federation/transport/held-answers.js";
import { takeGap } from "../../history/gaps.js";
import { fetchStateBefore } from "../../history/given-state.js";
import { eventsBetween, missingPrev } from "../../history/missing-events.js";
import { verifyEvents } from "../../history/remote-events.js";
import { acceptIfKnocked } from "../../membership/auto-accept.js";
import type { GivenEvent } from "../../room/given.js";
import type { Room } from "../../room/room.js";
import { isAllowedIn } from "../../room/room-access.js";
import { serverOf } from "../../values/ids.js";
import { textIn } from "../../values/json-members.js";
import { UNVERIFIED } from "../require-verified.js";
import { nameOf, takeOutside } from "./take-outside.js";

/** Takes one event of a transaction. What follows an entry into its room waits for that. */
export async function takePdu(
  context: ServerContext,
  origin: string,
  json: JsonObject,
  followsEntry: boolean,
): Promise<PduResult> {
  const roomId = textIn(json, "room_id");
  if (roomId === undefined) return { eventId: undefined };
  const room = await roomOf(context, roomId, json, followsEntry);
  if (room === undefined) return takeOutside(context, origin, roomId, json);
  const read = readPdu(json, room.version, { idsAsServersCount: true });
  if (!read.ok) return { eventId: nameOf(json, room.version), error: read.error.message };
  const { eventId } = read.value;
  if (!(await isAllowedIn(context, roomId, origin)))
    return { eventId, error: `${origin} may not take part in this room` };
  const [known] = await context.store.events([eventId]);
  // Versions 1 and 2 let the sender choose the ID.
  if (known !== undefined && known.roomId !== roomId)
    return { eventId, error: "An event of another room has this ID" };
  if (known !== undefined && known.status !== "outlier")
    return known.status === "rejected" ? { eventId, error: "The event was rejected before" } : { eventId };
  const fault = await faultOfStranger(context, room, read.value);
  if (fault !== undefined) return { eventId, error: fault };
  const [verified] = await verifyEvents(context, [json], roomId, room.version);
  if (verified === undefined) return { eventId, error: UNVERIFIED };
  // A damaged copy would take the place of the event that its own server sends.
  if (verified.isDamaged && serverOf(read.value.sender) !== origin)
    return { eventId, error: "The hash of the event is wrong, and the event is of another server" };
  return { eventId, ...(await usingAnswers(() => place(context, origin, room, verified))) };
}

/**
 * The room, if this server is in it. The server that lets us in sends us what follows, which may be faster than our own look at the answer:
 * to refuse it then would lose it, for an event is sent once.
 */
async function roomOf(
  { entries, serverName, writer }: Pick<ServerContext, "entries" | "serverName" | "writer">,
  roomId: string,
  json: JsonObject,
  followsEntry: boolean,
): Promise<Room | undefined> {
  const isIn = (room: Room | undefined): boolean => room?.hasServer(serverName) === true;
  const room = await writer.room(roomId);
  if (isIn(room)) return room;
  if (!followsEntry && !entries.hasOthers) return undefined;
  if (followsEntry) {
    const target = textIn(json, "type") === "m.room.member" ? textIn(json, "state_key") : undefined;
    await entries.settled(roomId, target);
    // An answer to a knock is not told again by others: the whole transaction has to come again. What follows a join is sought with the next event.
    if (target !== undefined && (await entries.isKnocking(roomId, target)))
      throw unavailable("This server is knocking at the room", KNOCKING_S);
  }
  const later = await (entries.hasOthers ? writer.roomAsStored(roomId) : writer.room(roomId));
  return isIn(later) ? later : undefined;
}

const KNOCKING_S = 5;

/** O2: a server that is not in the room is asked for its keys only where what the event lists may let it in. */
async function faultOfStranger(
  { writer }: Pick<ServerContext, "writer">,
  room: Room,
  event: Pdu,
): Promise<string | undefined> {
  if (keysNeededFor(event, room.version).every(({ server }) => room.hasServer(server))) return undefined;
  return writer.look(room.roomId, (draft) => draft.faultWithin(event, [], undefined));
}

/** Fills the gap before an event, and puts it into its place. */
async function place(
  context: ServerContext,
  origin: string,
  room: Room,
  verified: VerifiedEvent,
): Promise<{ error?: string }> {
  const asking: Asking = { origin, statesLeft: MAX_STATES };
  if ((await missingPrev(context, room, verified.event)).length > 0) {
    const error = await faultOf(context, room, verified);
    if (error !== undefined) return { error };
    for (const earlier of await eventsBetween(context, room, verified.event, origin)) {
      const [known] = await context.store.events([earlier.event.eventId]);
      if (known === undefined || known.status === "outlier") await insert(context, asking, room, earlier);
    }
  }
  asking.statesLeft = Math.max(1, asking.statesLeft);
  return insert(context, asking, room, verified);
}

/** Who is asked for what is missing, and how often for a whole state. */
interface Asking {
  readonly origin: string;
  statesLeft: number;
}

/** An honest gap begins at as many places as the room had branches. */
const MAX_STATES = 4;

async function insert(
  context: ServerContext,
  asking: Asking,
  room: Room,
  verified: VerifiedEvent,
): Promise<{ error?: string }> {
  const { origin } = asking;
  const { event, signedBy } = verified;
  // O17: the room has its create event, so each other one follows something.
  if (event.prevEventIds.length === 0) return { error: "The event follows nothing" };
  const gap = await takeGap(context, room, verified, origin);
  if (!gap.ok) {
    if (gap.isFinal) await keepRefused(context, room, verified);
    return { error: gap.error };
  }
  const missing = await missingPrev(context, room, event);
  const error = missing.length > 0 ? await faultOf(context, room, verified, gap.events) : undefined;
  if (error !== undefined) return { error };
  const mayAsk = missing.length > 0 && asking.statesLeft-- > 0;
  const given = mayAsk ? await fetchStateBefore(context, { room, event, server: origin }) : undefined;
  if (missing.length > 0 && given === undefined) return { error: "What the event follows is not known" };
  const target = event.membership === "invite" ? (event.stateKey ?? "") : "";
  const ours = serverOf(target) === context.serverName;
  const held = ours ? await context.store.membership(room.roomId, target) : undefined;
  const inserted = await context.writer.change(room.roomId, async (draft) => {
    const outliers = [...gap.events, ...(given?.outliers ?? [])];
    return draft.insert(event, { signedBy, stateBefore: given?.stateBefore, outliers });
  });
  if (inserted.status === "accepted")
    acceptIfKnocked(context, held, { userId: target, roomId: room.roomId, via: [origin] });
  const { verdict } = inserted;
  // A soft failure is not reported to other servers.
  if (inserted.status !== "rejected") return {};
  return { error: verdict?.allowed === false ? verdict.reason : "The event was rejected" };
}

/** Keeps an event that is refused for good, where the state before it is known: by that, the next ones are judged. */
async function keepRefused(
  context: Pick<ServerContext, "writer">,
  room: Room,
  { event, signedBy }: VerifiedEvent,
): Promise<void> {
  if (!room.hasServer(serverOf(event.sender)) || (await missingPrev(context, room, event)).length > 0) return;
  await context.writer.change(room.roomId, (draft) => draft.insert(event, { signedBy }));
}

/** O3: what refuses an event by what it lists; nothing is fetched for such an event, nor is it kept. */
function faultOf(
  context: Pick<ServerContext, "writer">,
  { roomId }: Room,
  { event, signedBy }: VerifiedEvent,
  given: readonly GivenEvent[] = [],
): Promise<string | undefined> {
  return context.writer.look(roomId, (draft) => draft.faultWithin(event, given, signedBy));
}
