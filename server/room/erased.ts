/** Events of erased users (C69): those who come to a room after the erasure are shown them redacted. */
import { domainOf } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { Position, StoredEvent } from "../store/store.js";
import { membershipIn } from "./history-visibility.js";
import { isNeededToJudge } from "./redacted-json.js";
import type { Room } from "./room.js";

const MEMBER = "m.room.member";

/** Whether an event is to be shown redacted. */
export type IsErased = (event: StoredEvent) => boolean;

type Parts = Pick<ServerContext, "store">;

/** How events of a room are shown to a user. */
export function erasedForUser(context: Parts, room: Room, userId: string): Promise<IsErased> {
  return erasedFor(context, room, [userId]);
}

/** Members of a server that are looked at to find out when it came. */
const MAX_MEMBERS = 100;

/** How events of a room are shown to another server. */
export function erasedForServer(context: Parts, room: Room, server: string): Promise<IsErased> {
  return erasedFor(context, room, membersOf(room, server));
}

function* membersOf(room: Room, server: string): Iterable<string> {
  let left = MAX_MEMBERS;
  for (const userId of room.memberships.keys()) {
    if (domainOf(userId) !== server) continue;
    yield userId;
    if (--left === 0) return;
  }
}

/** To those who are among the first of some users to have come before an erasure, its user's events stay as they are. */
async function erasedFor(context: Parts, room: Room, users: Iterable<string>): Promise<IsErased> {
  const erased = await erasedIn(context, room);
  let earliest = Number.POSITIVE_INFINITY;
  for (const at of erased.values()) earliest = Math.min(earliest, at);
  let came = Number.POSITIVE_INFINITY;
  if (erased.size > 0)
    for (const userId of users) {
      came = Math.min(came, await firstJoin(context, room, userId));
      if (came <= earliest) break;
    }
  return (event) => {
    const at = erased.get(event.sender);
    return at !== undefined && at < came && !isStanding(room, event);
  };
}

/** Users of a room who are erased, and since when. */
async function erasedIn({ store }: Parts, room: Room): Promise<ReadonlyMap<string, Position>> {
  const all = await store.erasedUsers();
  return all.size === 0 ? all : new Map([...all].filter(([userId]) => room.memberships.has(userId)));
}

/** Memberships of a user that are looked at. */
const MAX_STEPS = 50;

async function firstJoin({ store }: Parts, room: Room, userId: string): Promise<Position> {
  let first = Number.POSITIVE_INFINITY;
  let id = room.at(MEMBER, userId);
  for (let step = 0; id !== undefined && step < MAX_STEPS; step++) {
    const [event]: readonly StoredEvent[] = await store.events([id]);
    if (event !== undefined && membershipIn(event) === "join") first = Math.min(first, event.position);
    id = event?.replaces;
  }
  return first;
}

/** Without its present name and encryption a room would be another one; and without what events are judged by, too. */
function isStanding(room: Room, { type, stateKey, eventId }: StoredEvent): boolean {
  if (stateKey === undefined || type === MEMBER) return false;
  return isNeededToJudge(type, stateKey) || room.at(type, stateKey) === eventId;
}
