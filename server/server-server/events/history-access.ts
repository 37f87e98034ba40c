/** Whether another server may ask about a part of a room's history. */
import type { Pdu } from "@knockgen/auth";
import { filterInTurns } from "../../bounds/turns.js";
import type { ServerContext } from "../../context.js";
import { forbidden, notFound } from "../../errors.js";
import type { Room } from "../../room/room.js";
import { requireAllowedIn } from "../../room/room-access.js";
import { serverOf } from "../../values/ids.js";

/** Events that a server which is not in the room asks about at once. */
const MAX_ASKED = 20;

const MEMBER = "m.room.member";

/**
 * The room, if the other server is in it, or was before those events: a kick and a ban are told to servers that are out of the
 * room by them, and to make sense of one they may lack what it follows. A room that this server has left stands as it was then.
 */
export async function roomWithHistory(
  context: Pick<ServerContext, "serverName" | "store" | "writer">,
  roomId: string,
  origin: string,
  eventIds: readonly string[],
): Promise<Room> {
  const room = await context.writer.room(roomId);
  if (room === undefined) throw notFound("This server is not in the room");
  await requireAllowedIn(context, roomId, origin);
  if (room.hasServer(origin) || (await wasThere(context, room, origin, eventIds))) return room;
  throw room.hasServer(context.serverName)
    ? forbidden(`${origin} is not in the room`)
    : notFound("This server is not in the room");
}

/** Whether some user of a server, who was removed from the room by others, was in it before each of some events. */
async function wasThere(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room,
  server: string,
  eventIds: readonly string[],
): Promise<boolean> {
  const asked = new Set(eventIds);
  // Before anything is read, since strangers may ask.
  if (asked.size === 0 || asked.size > MAX_ASKED || !room.knowsServer(server)) return false;
  const events = await context.store.events([...asked]);
  if (events.length < asked.size) return false;
  const groups = new Set<number>();
  for (const { roomId, status, stateBefore } of events) {
    // One that failed softly follows whatever its server likes.
    if (roomId !== room.roomId || status !== "accepted" || stateBefore === undefined) return false;
    groups.add(stateBefore);
  }
  const ends = await endsOf(context, room, server);
  if (ends.length === 0) return false;
  for (const group of groups) {
    const members = (await context.writer.states.of(group)).get(MEMBER);
    const named = ends.flatMap(({ stateKey = "", authEventIds }) => {
      const id = members?.get(stateKey);
      return id !== undefined && authEventIds.includes(id) ? [id] : [];
    });
    const found = await context.writer.events.forRules(named, room);
    if (![...found.values()].some(({ pdu }) => pdu.membership === "join")) return false;
  }
  return true;
}

/** A kick, a ban, and one more: each lists the one before. */
const MAX_ENDS = 3;

/**
 * The kicks and bans of a server's users that stand now, or stood right before. Each lists the membership that it ends, and was made elsewhere: a state may
 * hold a join that the room never let in, since who asks has made what led to it.
 */
async function endsOf(
  { writer }: Pick<ServerContext, "writer">,
  room: Room,
  server: string,
): Promise<readonly Pdu[]> {
  const gone = await filterInTurns(
    room.memberships,
    ([user, membership]) => isOut(membership) && serverOf(user) === server,
  );
  const ends: Pdu[] = [];
  let next: readonly string[] = gone.map(([user]) => room.at(MEMBER, user) ?? "");
  for (let round = 0; round < MAX_ENDS && next.length > 0; round++) {
    const found = [...(await writer.events.forRules(next, room)).values()].map(({ pdu }) => pdu);
    const more = found.filter((pdu) => isEnd(pdu, server));
    ends.push(...more);
    next = more.flatMap(({ authEventIds }) => authEventIds);
  }
  return ends;
}

function isEnd({ type, membership, stateKey = "", sender }: Pdu, server: string): boolean {
  return type === MEMBER && isOut(membership) && serverOf(stateKey) === server && serverOf(sender) !== server;
}

function isOut(membership: string | undefined): boolean {
  return membership === "leave" || membership === "ban";
}
