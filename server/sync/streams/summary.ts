/** Members that stand for the name of a room without one, and how many there are (O41). */
import { own } from "@knockgen/auth";
import type { UserId } from "@knockgen/matrix/matrix";
import type { ServerContext } from "../../context.js";
import type { Room } from "../../room/room.js";
import { userId as asUserId } from "../../values/ids.js";

/** Part of a room in a sync. */
export interface Summary {
  readonly "m.heroes"?: UserId[];
  readonly "m.joined_member_count": number;
  readonly "m.invited_member_count": number;
}

const MAX_HEROES = 5;

/** Counts both kinds of members; names some others where the room has neither name nor alias. */
export async function summaryOf(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room,
  userId: string,
): Promise<Summary> {
  let invited = 0;
  for (const membership of room.memberships.values()) if (membership === "invite") invited++;
  const counts = { "m.joined_member_count": room.joinedCount, "m.invited_member_count": invited };
  if (await isNamed(context, room)) return counts;
  return { "m.heroes": (await heroes(context, room, userId)).map(asUserId), ...counts };
}

async function isNamed(context: Pick<ServerContext, "writer">, room: Room): Promise<boolean> {
  const has = async (type: string, key: string): Promise<boolean> => {
    const content = await context.writer.look(room.roomId, (draft) => draft.shownContent(type));
    const value = content === undefined ? undefined : own(content, key);
    return typeof value === "string" && value !== "";
  };
  return (await has("m.room.name", "name")) || (await has("m.room.canonical_alias", "alias"));
}

const PRESENT = ["join", "invite"];
const GONE = ["leave", "ban"];
/** In a larger room, to order all members for each answer costs more than it tells. */
const MAX_ORDERED = 500;

/** Members who are in the room or invited, or else those who were (C90). */
async function heroes(
  { store }: Pick<ServerContext, "store">,
  room: Room,
  userId: string,
): Promise<readonly string[]> {
  const find = (memberships: readonly string[]): readonly string[] | Promise<readonly string[]> =>
    room.memberships.size > MAX_ORDERED
      ? first(room, userId, (membership) => memberships.includes(membership))
      : store.firstMembers(room.roomId, { memberships, except: userId, limit: MAX_HEROES });
  const present = await find(PRESENT);
  return present.length > 0 ? present : find(GONE);
}

/** The first few by name, so that every process names the same; without sorting all members of a large room. */
function first(room: Room, userId: string, counts: (membership: string) => boolean): readonly string[] {
  let chosen: string[] = [];
  for (const [member, membership] of room.memberships)
    if (member !== userId && counts(membership)) chosen = insert(chosen, member);
  return chosen;
}

function insert(chosen: string[], member: string): string[] {
  const largest = chosen.at(-1);
  if (chosen.length === MAX_HEROES && largest !== undefined && member > largest) return chosen;
  return [...chosen, member].sort((a, b) => (a < b ? -1 : 1)).slice(0, MAX_HEROES);
}
