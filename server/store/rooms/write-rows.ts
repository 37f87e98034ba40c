/** The rows of a commit, each table in one statement where that can be. */
import { filterInTurns, Turns } from "../../bounds/turns.js";
import { byWeight, inBatches } from "../batches.js";
import type { Queries } from "../database/sql.js";
import type { NewEvent, NewMembership, Position, RoomWrite, StateChange } from "../store.js";
import { AliasTaken } from "./alias-taken.js";
import { createDirectoryStore } from "./directory.js";
import { insertEvents, type PlacedEvent, textOf } from "./event-columns.js";
import { upsertMemberships } from "./membership-columns.js";
import { upsertRooms } from "./room-columns.js";
import { HOLE_ROOM } from "./room-records.js";
import { writeChanges } from "./room-rows.js";

const LOWEST = `
  SELECT room_id, min(position) AS lowest FROM events
  WHERE room_id = ANY($1::text[]) AND status = 'accepted' GROUP BY room_id`;

/** An event that has had its place before is over no new hole. */
const INSERT_HOLE = `
  INSERT INTO holes (event_id, room_id, at, floor, open)
  SELECT event_id, $2, $3, $4, $5 FROM events WHERE event_id = $1 AND position = $3
  ON CONFLICT DO NOTHING`;

const UPSERT_STATE = `
  INSERT INTO current_state (room_id, type, state_key, event_id, membership)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
  ON CONFLICT (room_id, type, state_key) DO UPDATE
  SET event_id = excluded.event_id, membership = excluded.membership`;

const DELETE_STATE = `
  DELETE FROM current_state s USING unnest($1::text[], $2::text[], $3::text[]) AS d(room_id, type, state_key)
  WHERE s.room_id = d.room_id AND s.type = d.type AND s.state_key = d.state_key`;

/** An event is handed over once, however many servers are sent it. */
const INSERT_OUTBOX = `
  INSERT INTO outbox (destination, kind, json, queued_ts)
  SELECT sent.destination, 'pdu', events.json, $4
  FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS sent(destination, event, place)
  JOIN unnest($3::text[]) WITH ORDINALITY AS events(json, number) ON events.number = sent.event
  ORDER BY sent.place`;

/** Entries of state that one statement writes. */
const MAX_STATE_ROWS = 150;

export async function writeEvents(
  queries: Queries,
  events: readonly NewEvent[],
  base: Position,
  now: number,
): Promise<Map<string, Position>> {
  const positions = new Map<string, Position>();
  const turns = new Turns();
  const byId = new Map<string, NewEvent>();
  for (const event of events) {
    if (turns.areDue) await turns.next();
    byId.set(event.eventId, event);
  }
  const unique = [...byId.values()];
  let last = base;
  for (const { eventId, over } of unique) {
    if (turns.areDue) await turns.next();
    last += over === undefined ? 1 : 1 + HOLE_ROOM;
    positions.set(eventId, last);
  }
  await placePast(queries, unique, positions);
  await insertEvents(queries, placed(unique, positions, now));
  return positions;
}

/** One by one, as their rows are made. */
function* placed(
  events: readonly NewEvent[],
  positions: ReadonlyMap<string, Position>,
  arrived: number,
): Generator<PlacedEvent> {
  for (const event of events) yield { event, position: positions.get(event.eventId) ?? 0, arrived };
}

/** Gives events of the past their positions, below those of all others of their rooms. */
async function placePast(
  queries: Queries,
  events: readonly NewEvent[],
  positions: Map<string, Position>,
): Promise<void> {
  const past = events.filter(({ isPast }) => isPast === true);
  if (past.length === 0) return;
  const holes = await lowestInHoles(queries, past);
  const rows = await queries.query<{ room_id: string; lowest: number }>(LOWEST, [
    past.map(({ roomId }) => roomId),
  ]);
  const lowest = new Map(rows.map((row) => [row.room_id, row.lowest]));
  for (const { eventId, roomId, hole } of past.reverse()) {
    const at = hole === undefined ? undefined : holes.get(hole);
    const position = (at ?? Math.min(0, lowest.get(roomId) ?? 0)) - 1;
    if (hole !== undefined && at !== undefined) holes.set(hole, position);
    else lowest.set(roomId, position);
    positions.set(eventId, position);
  }
}

async function lowestInHoles(queries: Queries, past: readonly NewEvent[]): Promise<Map<string, Position>> {
  const wanted = [...new Set(past.flatMap(({ hole }) => hole ?? []))];
  if (wanted.length === 0) return new Map();
  const rows = await queries.query<{ event_id: string; at: number }>(
    "SELECT event_id, at FROM holes WHERE event_id = ANY($1::text[])",
    [wanted],
  );
  return new Map(rows.map((row) => [row.event_id, row.at]));
}

/** Notes new holes, and how far known ones are filled. */
export async function writeHoles(
  queries: Queries,
  rooms: readonly RoomWrite[],
  positions: ReadonlyMap<string, Position>,
): Promise<void> {
  for (const { roomId, events, filled = [] } of rooms) {
    for (const { eventId, over } of events) {
      const at = over === undefined ? undefined : positions.get(eventId);
      if (at === undefined) continue;
      await queries.query(INSERT_HOLE, [eventId, roomId, at, at - HOLE_ROOM, JSON.stringify(over)]);
    }
    for (const { hole, open } of filled) {
      const inside = events.flatMap((event) =>
        event.hole === hole ? (positions.get(event.eventId) ?? []) : [],
      );
      if (open.length === 0) await queries.query("DELETE FROM holes WHERE event_id = $1", [hole]);
      else
        await queries.query("UPDATE holes SET open = $2, at = least(at, $3) WHERE event_id = $1", [
          hole,
          JSON.stringify(open),
          inside.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...inside),
        ]);
    }
  }
}

export async function writeGroups(queries: Queries, rooms: readonly RoomWrite[]): Promise<void> {
  for (const groups of byWeight(
    rooms.flatMap((room) => room.groups),
    MAX_CHANGES,
    ({ changes }) => changes.length,
  ))
    await queries.query(
      "INSERT INTO state_groups (id, parent, changes) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])",
      [
        groups.map(({ id }) => id),
        groups.map(({ parent }) => parent ?? null),
        groups.map(({ changes }) => writeChanges(changes)),
      ],
    );
}

/** Changes in groups that one statement writes; more only where one group has more. */
const MAX_CHANGES = 1_000;

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

export async function writeState(queries: Queries, rooms: readonly RoomWrite[]): Promise<void> {
  const set: [string, string, string, string, string | null][] = [];
  const gone: [string, string, string][] = [];
  const turns = new Turns();
  for (const { roomId, currentState } of rooms) {
    // Types and state keys may hold any character.
    const last = new Map<string, StateChange>();
    for (const change of currentState) {
      if (turns.areDue) await turns.next();
      last.set(JSON.stringify([change.type, change.stateKey]), change);
    }
    for (const { type, stateKey, after, membership } of last.values())
      if (after === undefined) gone.push([roomId, type, stateKey]);
      else set.push([roomId, type, stateKey, after, membership ?? null]);
  }
  for (const rows of inBatches(set, MAX_STATE_ROWS))
    await queries.query(UPSERT_STATE, [
      rows.map((row) => row[0]),
      rows.map((row) => row[1]),
      rows.map((row) => row[2]),
      rows.map((row) => row[3]),
      rows.map((row) => row[4]),
    ]);
  for (const rows of inBatches(gone, MAX_STATE_ROWS))
    await queries.query(DELETE_STATE, [
      rows.map((row) => row[0]),
      rows.map((row) => row[1]),
      rows.map((row) => row[2]),
    ]);
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

export async function writeFollowed(queries: Queries, rooms: readonly RoomWrite[]): Promise<void> {
  const rows = rooms.flatMap(({ roomId, followed }) => followed.map((id): [string, string] => [id, roomId]));
  if (rows.length > 0)
    await queries.query(
      "INSERT INTO followed (event_id, room_id) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING",
      [rows.map((row) => row[0]), rows.map((row) => row[1])],
    );
}

export async function writeRedactions(queries: Queries, rooms: readonly RoomWrite[]): Promise<void> {
  for (const { redactions } of rooms)
    for (const { eventId, by } of redactions)
      await queries.query("UPDATE events SET redacted_by = $2 WHERE event_id = $1 AND redacted_by IS NULL", [
        eventId,
        by,
      ]);
}

export async function writeOutbox(
  queries: Queries,
  events: readonly NewEvent[],
  now: number,
): Promise<string[]> {
  const sent = await filterInTurns(events, ({ destinations }) => destinations.length > 0);
  if (sent.length === 0) return [];
  const destinations = sent.flatMap((event) => event.destinations);
  const numbers = sent.flatMap((event, at) => event.destinations.map(() => at + 1));
  await queries.query(INSERT_OUTBOX, [destinations, numbers, sent.map(textOf), now]);
  return [...new Set(destinations)];
}
