/** Judges a membership from another server by the present room: before anything is fetched, and again later. */
import { own, type Pdu, ROOM_VERSIONS } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { forbidden } from "../../errors.js";
import type { HandshakeKind } from "../../federation/calls/membership-calls.js";
import { entryError, entryOf } from "../../membership/restricted.js";
import type { RoomDraft } from "../../room/draft/draft.js";
import type { Room } from "../../room/room.js";
import { serverOf } from "../../values/ids.js";

/**
 * Whether an event was taken before (X11). It is given the same answer only while it is what the user is in the room
 * (O13, O14); versions 1 and 2 let the sender choose its ID, so that the ID alone says nothing.
 */
export async function isRepeated(draft: RoomDraft, kind: HandshakeKind, event: Pdu): Promise<boolean> {
  const { room } = draft;
  const { eventId, sender } = event;
  const status = await draft.statusOf(eventId);
  if (status === "rejected") throw forbidden("The event was rejected before");
  if (status !== "accepted") return false;
  // The answer to a leave tells nothing.
  if (kind === "leave") return true;
  if (room.at("m.room.member", sender) !== eventId || room.membershipOf(sender) !== kind)
    throw forbidden(`The event is not the membership of ${sender} any more`);
  // A knock is answered with the room of today, a join with the room as it was.
  if (kind === "knock") await requireAllowed(draft, event);
  return true;
}

/** Refuses what the present state of the room does not allow. */
export async function requireAllowed(draft: RoomDraft, event: Pdu): Promise<void> {
  const verdict = await draft.judgeNow(event);
  if (!verdict.allowed) throw forbidden(verdict.reason);
}

/** N10: our signature says that a condition is met, so that is looked at now. Whether the event needs our signature. */
export async function requireEntry(
  context: Pick<ServerContext, "serverName" | "writer">,
  draft: RoomDraft,
  event: Pdu,
): Promise<boolean> {
  const voucher = event.membership === "join" ? voucherOf(event) : undefined;
  if (voucher === undefined || serverOf(voucher) !== context.serverName) return false;
  if (draft.room.membershipOf(event.sender) === "join") return false;
  const error = entryError(await entryOf(context, draft, event.sender));
  if (error !== undefined) throw error;
  return true;
}

/** O3: who is not in the room vouches for nothing, so the keys of their server are not asked for. */
export function requireVoucher(room: Room, event: Pdu): void {
  // Before, the key says nothing.
  const voucher = ROOM_VERSIONS[room.version].restrictedJoins ? voucherOf(event) : undefined;
  if (voucher !== undefined && room.membershipOf(voucher) !== "join")
    throw forbidden(`${voucher} is not in the room`);
}

function voucherOf({ content }: Pdu): string | undefined {
  const voucher = own(content, "join_authorised_via_users_server");
  return typeof voucher === "string" ? voucher : undefined;
}
