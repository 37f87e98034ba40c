/** Writes rooms, where the directory lists them, and the memberships of local users. */
import type { Queries } from "../database/sql.js";
import type { NewMembership, Position, RoomWrite } from "../store.js";
import { AliasTaken } from "./alias-taken.js";
import { createDirectoryStore } from "./directory.js";
import { upsertMemberships } from "./membership-columns.js";
import { upsertRooms } from "./room-columns.js";

export async function writeRooms(
  queries: Queries,
  rooms: readonly RoomWrite[],
  head: Position,
): Promise<void> {
  await upsertRooms(
    queries,
    rooms.map((room) => ({ room, head })),
  );
  const replaced = rooms.filter((room) => room.replacesState === true).map(({ roomId }) => roomId);
  if (replaced.length > 0)
    await queries.query("DELETE FROM current_state WHERE room_id = ANY($1::text[])", [replaced]);
}

export async function writeListings(queries: Queries, rooms: readonly RoomWrite[]): Promise<void> {
  const directory = createDirectoryStore(queries);
  for (const { roomId, listing } of rooms) {
    if (listing === undefined) continue;
    const { alias, published, movedTo } = listing;
    if (movedTo !== undefined) await directory.moveListing(roomId, movedTo);
    if (published) await directory.setPublished(roomId, true);
    if (alias !== undefined && !(await directory.addAlias(alias.alias, roomId, alias.creator)))
      throw new AliasTaken(alias.alias);
  }
}

/** One statement may touch a row once, so a second change of one membership goes into a second statement. */
export async function writeMemberships(
  queries: Queries,
  memberships: readonly NewMembership[],
  positions: ReadonlyMap<string, Position>,
  fallback: Position,
): Promise<void> {
  let rest = memberships;
  while (rest.length > 0) {
    const seen = new Set<string>();
    const now: NewMembership[] = [];
    const later: NewMembership[] = [];
    for (const membership of rest) {
      const key = `${membership.roomId}\n${membership.userId}`;
      (seen.has(key) ? later : now).push(membership);
      seen.add(key);
    }
    await upsertMemberships(
      queries,
      now.map((member) => ({ member, position: positions.get(member.eventId) ?? fallback })),
    );
    rest = later;
  }
}
