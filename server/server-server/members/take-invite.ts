/** An invite that another server sends to a user of this one. */
import {
  isJsonObject,
  isRoomVersion,
  type JsonObject,
  type JsonValue,
  own,
  type Pdu,
  type RoomVersion,
  readPdu,
} from "@knockgen/auth";
import type { InviteEvent } from "@knockgen/matrix/server-server";
import type { ServerContext } from "../../context.js";
import { badJson, forbidden, invalidParam, MatrixHttpError, missingParam } from "../../errors.js";
import { acceptIfKnocked } from "../../membership/auto-accept.js";
import { commitOutside } from "../../membership/commit-outside.js";
import { restsOnKnown } from "../../membership/earlier.js";
import { requireInvitable } from "../../membership/may-invite.js";
import { mayBeStripped, outsideState } from "../../membership/outside-state.js";
import { requireAllowedIn } from "../../room/room-access.js";
import { serverOf } from "../../values/ids.js";
import { textIn } from "../../values/json-members.js";
import { requireVerified } from "../require-verified.js";
import { isOvertaken } from "./overtaken.js";

interface Arrived {
  readonly roomId: string;
  readonly eventId: string;
  readonly version: string;
  readonly event: JsonValue | undefined;
  readonly state: JsonValue | undefined;
  readonly origin: string;
}

/** The schema demands an `origin`, which servers leave out by now; an event cannot be changed for its sake. */
function hasInviteShape(event: JsonObject): event is JsonObject & InviteEvent {
  return textIn(event, "type") === "m.room.member" && isJsonObject(own(event, "content"));
}

/** A body as an object. Throws 400 for anything else. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw badJson("The body is not an object");
  return value;
}

/** Takes an invite, and gives it signed by this server. */
export async function takeInvite(
  context: ServerContext,
  arrived: Arrived,
): Promise<JsonObject & InviteEvent> {
  const signed = await signInvite(context, arrived);
  if (!hasInviteShape(signed)) throw badJson("The event is not an invite");
  return signed;
}

async function signInvite(context: ServerContext, arrived: Arrived): Promise<JsonObject> {
  const { version } = arrived;
  if (!isRoomVersion(version))
    throw new MatrixHttpError(
      400,
      "M_INCOMPATIBLE_ROOM_VERSION",
      `Room version ${version} is not known here`,
      { room_version: version },
    );
  const event = readInvite(arrived, version);
  const target = event.stateKey ?? "";
  if (serverOf(target) !== context.serverName) throw forbidden(`${target} is not a user of this server`);
  await requireInvitable(context, target);
  await context.limits.take("receivedInvite", target);
  try {
    return await signReceived(context, arrived, { event, target, version });
  } catch (error) {
    // O12: a server whose invites are refused must not keep those of others away.
    await context.limits.refund("receivedInvite", target);
    throw error;
  }
}

interface Invite {
  readonly event: Pdu;
  readonly target: string;
  readonly version: RoomVersion;
}

/** Signs an invite that may still be refused, and keeps it. */
async function signReceived(
  context: ServerContext,
  arrived: Arrived,
  { event, target, version }: Invite,
): Promise<JsonObject> {
  const { roomId, origin } = arrived;
  await requireAllowedIn(context, roomId, origin);
  const room = await context.writer.room(roomId);
  const resident = room?.hasServer(context.serverName) === true;
  if (resident && room.membershipOf(target) === "join") throw forbidden(`${target} is in the room already`);
  // As of knocks and joins (O13, O14): a repeat is taken as long as nothing has come after the invite.
  const held = resident ? undefined : await context.store.membership(roomId, target);
  if (!resident && (await isOvertaken(context, event.eventId, held)))
    throw forbidden(`The event is not the membership of ${target} any more`);
  await requireVerified(context, event, version);
  // O3: the keys of those who have signed the state are asked for only when the invite itself is good.
  const stripped = await readState(context, arrived, version);
  const signed = context.signer.addSignature(event.json, version);
  // If we are in the room, its own history decides: an invite that does not get there never was one.
  if (resident) return signed;
  // Read anew, as a ban may have come meanwhile. We are not told of its end: an invite after that lists what is new to us.
  const present = await context.store.membership(roomId, target);
  if (present?.membership === "ban" && (await restsOnKnown(context.store, event)))
    throw forbidden(`${target} was banned after the invite had been made`);
  // X5: the knock that we hold gives way to the invite, whether or not that refers to it.
  await commitOutside(context, {
    event: { ...event, json: signed },
    userId: target,
    membership: "invite",
    stripped,
    via: [origin],
    version,
  });
  acceptIfKnocked(context, held, { userId: target, roomId, via: [origin] });
  return signed;
}

/** The event, which is an invite of the origin's, and the one that the path names. */
function readInvite({ event, roomId, eventId, origin }: Arrived, version: RoomVersion): Pdu {
  const read = readPdu(objectOf(event), version, { idsAsServersCount: true });
  if (!read.ok) throw badJson(read.error.message);
  const invite = read.value;
  if (invite.type !== "m.room.member" || invite.membership !== "invite")
    throw invalidParam("The event is not an invite");
  if (invite.roomId !== roomId || invite.eventId !== eventId)
    throw invalidParam("The event is another than the path says");
  if (serverOf(invite.sender) !== origin) throw invalidParam(`The sender is not a user of ${origin}`);
  return invite;
}

/** N18: full events with the create event; in older versions, servers may still send what they used to. */
async function readState(
  context: Pick<ServerContext, "keys" | "log">,
  { roomId, state }: Arrived,
  version: RoomVersion,
): Promise<readonly JsonObject[]> {
  const isLenient = mayBeStripped(version);
  if (!Array.isArray(state) && !isLenient) throw missingParam("invite_room_state is missing");
  const { events, hasCreate } = await outsideState(
    context,
    Array.isArray(state) ? state : [],
    roomId,
    version,
  );
  if (hasCreate) return events;
  if (!isLenient) throw missingParam("invite_room_state has no m.room.create event");
  context.log("warn", "an invite came without full state events", { roomId, version });
  return events;
}
