/** Writes groups of state, and the present state of rooms. */
import { Turns } from "../../bounds/turns.js";
import { byWeight, inBatches } from "../batches.js";
import type { Queries } from "../database/sql.js";
import type { Position, RoomWrite, StateChange } from "../store.js";
import { writeChanges } from "./room-rows.js";

const UPSERT_STATE = `
  INSERT INTO current_state (room_id, type, state_key, event_id, membership, changed)
  SELECT *, $6::bigint FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
  ON CONFLICT (room_id, type, state_key) DO UPDATE
  SET event_id = excluded.event_id, membership = excluded.membership, changed = excluded.changed`;

const DELETE_STATE = `
  DELETE FROM current_state s USING unnest($1::text[], $2::text[], $3::text[]) AS d(room_id, type, state_key)
  WHERE s.room_id = d.room_id AND s.type = d.type AND s.state_key = d.state_key`;

/** Entries of state that one statement writes. */
const MAX_STATE_ROWS = 150;
/** Changes in groups that one statement writes; more only where one group has more. */
const MAX_CHANGES = 1_000;

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

export async function writeState(
  queries: Queries,
  rooms: readonly RoomWrite[],
  head: Position,
): Promise<void> {
  const set: [string, string, string, string, string | null][] = [];
  const gone: [string, string, string][] = [];
  const turns = new Turns();
  for (const { roomId, currentState } of rooms) {
    const last = new Map<string, Map<string, StateChange>>();
    for (const change of currentState) {
      if (turns.areDue) await turns.next();
      const ofType = last.get(change.type) ?? new Map<string, StateChange>();
      last.set(change.type, ofType.set(change.stateKey, change));
    }
    for (const ofType of last.values())
      for (const { type, stateKey, after, membership } of ofType.values())
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
      head,
    ]);
  for (const rows of inBatches(gone, MAX_STATE_ROWS))
    await queries.query(DELETE_STATE, [
      rows.map((row) => row[0]),
      rows.map((row) => row[1]),
      rows.map((row) => row[2]),
    ]);
}
