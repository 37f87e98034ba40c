/** Columns of the table `memberships`, one record each. */
import { canonicalEventJson } from "@knockgen/auth";
import type { MembershipRecord, NewMembership, Position } from "../store.js";
import { type Column, type ColumnsOf, kept, renewed, rowWriter, type WriteRows } from "./columns.js";

/** A membership, and the position of the event that made it. */
export interface PlacedMembership {
  readonly member: NewMembership;
  readonly position: Position;
}

/** A stay begins with the first join; what follows a stay shows it once more, what follows that does not. */
const joinedAt: Column<PlacedMembership> = {
  ...kept("joined_at", "bigint", ({ member, position }) =>
    member.membership === "join" ? position : undefined,
  ),
  renewed: `CASE
    WHEN memberships.membership = 'join' AND excluded.membership IN ('join', 'leave', 'ban') THEN memberships.joined_at
    ELSE excluded.joined_at END`,
};

const COLUMNS: ColumnsOf<Exclude<keyof MembershipRecord, "largeBytes">, PlacedMembership> = {
  roomId: kept("room_id", "text", ({ member }) => member.roomId),
  userId: kept("user_id", "text", ({ member }) => member.userId),
  membership: renewed("membership", "text", ({ member }) => member.membership),
  eventId: renewed("event_id", "text", ({ member }) => member.eventId),
  sender: renewed("sender", "text", ({ member }) => member.sender),
  position: renewed("position", "bigint", ({ position }) => position),
  joinedAt,
  // An event in a forgotten room brings it back.
  forgotten: renewed("forgotten", "boolean", () => false),
  stripped: renewed(
    "stripped",
    "text",
    ({ member }) => member.stripped && canonicalEventJson(member.stripped),
  ),
  via: renewed("via", "text", ({ member }) => JSON.stringify(member.via ?? [])),
  version: renewed("version", "text", ({ member }) => member.version),
};

/** Writes memberships, each of a room and user once. */
export const upsertMemberships: WriteRows<PlacedMembership> = rowWriter(
  { name: "memberships", key: "user_id, room_id" },
  COLUMNS,
);
