/** Users of other servers who may fit a search, found among the members of rooms, in statements that each look at a few (O1). */
import type { Database } from "../database/sql.js";

/** A search for users in some rooms. */
export interface CandidateQuery {
  /** In lower case, without spaces: a word of the name of a local user, or the ID, begins so; exact tests are the caller's. */
  readonly part: string;
  readonly serverName: string;
  /** Rooms of which members may be found. */
  readonly rooms: readonly string[];
  /** Those among them that anybody may read or join: users of other servers are found by their names there. */
  readonly open: readonly string[];
  readonly limit: number;
}

/** Members of large rooms are looked at up to a number. */
const MAX_MEMBERS = 20_000;
const PART = 250;
/** Rooms that one statement looks into, most of which are small. */
const MAX_ROOMS = 1_000;

/** From the first room on, of which those up to `$2` are known already. The rooms come in the order in which they are given. */
const MEMBERS = `
  SELECT w.at, m.state_key, m.event_id FROM unnest($1::text[]) WITH ORDINALITY w(room_id, at) CROSS JOIN LATERAL (
    SELECT s.state_key, s.event_id FROM current_state s
    WHERE s.room_id = w.room_id AND s.type = 'm.room.member' AND s.membership = 'join'
      AND right(s.state_key, length($3) + 1) <> ':' || $3 AND s.state_key > (CASE WHEN w.at = 1 THEN $2 ELSE '' END)
    ORDER BY s.state_key LIMIT ${PART}) m LIMIT ${PART}`;

/** Names count where anybody may read them. */
const FITTING = `
  SELECT e.state_key AS user_id, e.position, e.room_id = ANY($3::text[]) AS open,
    CASE WHEN e.room_id = ANY($3::text[]) AND e.redacted_by IS NULL THEN e.json END AS json
  FROM events e WHERE e.event_id = ANY($2::text[])
    AND (position($1 in lower(e.state_key)) > 0 OR (e.room_id = ANY($3::text[]) AND position($1 in lower(e.json)) > 0))`;

interface MemberRow {
  readonly at: number;
  readonly state_key: string;
  readonly event_id: string;
}

/** A user who fits, and the member event by which they were found. */
export interface FittingRow {
  readonly user_id: string;
  readonly position: number;
  readonly open: boolean;
  readonly json: string | null;
}

/** One row for each user, in the order of their IDs: the newest where anybody may read it, before others. */
export async function fittingMembers(
  database: Database,
  { part, serverName, rooms, open, limit }: CandidateQuery,
): Promise<readonly FittingRow[]> {
  const found = new Map<string, FittingRow>();
  for await (const ids of memberEvents(database, rooms, serverName))
    for (const row of await database.query<FittingRow>(FITTING, [part, ids, [...open]])) {
      const other = found.get(row.user_id);
      if (other === undefined || isBetter(row, other)) found.set(row.user_id, row);
    }
  const byId = [...found.values()].sort((a, b) => (a.user_id < b.user_id ? -1 : 1));
  return byId.slice(0, limit);
}

function isBetter(row: FittingRow, other: FittingRow): boolean {
  return row.open === other.open ? row.position > other.position : row.open;
}

async function* memberEvents(
  database: Database,
  rooms: readonly string[],
  serverName: string,
): AsyncGenerator<string[]> {
  let [first, known, count] = [0, "", 0];
  while (first < rooms.length && count < MAX_MEMBERS) {
    const some = rooms.slice(first, first + MAX_ROOMS);
    const members = await database.query<MemberRow>(MEMBERS, [some, known, serverName]);
    yield members.map((member) => member.event_id);
    count += members.length;
    const last = members.at(-1);
    if (members.length < PART || last === undefined) [first, known] = [first + some.length, ""];
    else [first, known] = [first + last.at - 1, last.state_key];
  }
}
