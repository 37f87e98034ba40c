/** Users that others may find (C125 to C127), with what a search has to know of them. */
import { type JsonObject, own } from "@knockgen/auth";
import type { Database } from "../database/sql.js";
import { readObject } from "../read-json.js";
import { type CandidateQuery, fittingMembers } from "./remote-candidates.js";

/** A user who may fit a search. */
export interface Candidate {
  readonly userId: string;
  readonly displayName: string | undefined;
  readonly avatarUrl: string | undefined;
}

export interface UserDirectoryStore {
  /** Rooms that anybody may join, or read, in which this server's users are. */
  openRooms(serverName: string, limit: number): Promise<readonly string[]>;
  /** Rooms that two users are both in, in the order of their IDs. */
  mutualRooms(userId: string, other: string): Promise<readonly string[]>;
  localCandidates(query: CandidateQuery): Promise<readonly Candidate[]>;
  remoteCandidates(query: CandidateQuery): Promise<readonly Candidate[]>;
}

/** PostgreSQL reads no JSON with the character U+0000. */
const content = (key: string): string =>
  `CASE WHEN position('\\u0000' in e.json) = 0 THEN e.json::json #>> '{content,${key}}' END`;

const OPEN = `
  SELECT DISTINCT s.room_id FROM current_state s JOIN events e ON e.event_id = s.event_id
  WHERE s.state_key = '' AND s.type IN ('m.room.join_rules', 'm.room.history_visibility') AND e.redacted_by IS NULL
    AND (CASE s.type WHEN 'm.room.join_rules' THEN ${content("join_rule")} = 'public'
      ELSE ${content("history_visibility")} = 'world_readable' END)
    AND EXISTS (SELECT 1 FROM current_state m WHERE m.room_id = s.room_id AND m.type = 'm.room.member'
      AND m.membership = 'join' AND right(m.state_key, length($1) + 1) = ':' || $1)
  LIMIT $2`;

/** As the index has it, in its migration. */
const WORDS = `
  array_to_tsvector(string_to_array(trim(regexp_replace(regexp_replace(
    lower(user_id || ' ' || substr(user_id, 2) || ' ' || coalesce(display_name, '')),
    '([^[:space:]]{64})[^[:space:]]*', '\\1', 'g'), '[[:space:]]+', ' ', 'g')), ' '))`;
const WORD_LENGTH = 64;

/** Accounts whose words fit are looked at up to a number: who types on finds the others. */
const MAX_FITTING = 3_000;
const LOCAL = `
  WITH a AS MATERIALIZED (
    SELECT user_id, display_name, avatar_url FROM accounts WHERE ${WORDS} @@ $1::tsquery LIMIT ${MAX_FITTING})
  SELECT a.user_id, a.display_name, a.avatar_url FROM a
  WHERE EXISTS (SELECT 1 FROM current_state s WHERE s.type = 'm.room.member' AND s.membership = 'join'
      AND s.state_key = a.user_id AND s.room_id = ANY($2::text[]))
  ORDER BY a.user_id LIMIT $3`;

const MUTUAL = `
  SELECT a.room_id FROM current_state a JOIN current_state b ON b.room_id = a.room_id
  WHERE a.type = 'm.room.member' AND a.membership = 'join' AND a.state_key = $1
    AND b.type = 'm.room.member' AND b.membership = 'join' AND b.state_key = $2
  ORDER BY a.room_id COLLATE "C"`;

/** Finds users. */
export function createUserDirectoryStore(database: Database): UserDirectoryStore {
  return {
    openRooms: async (serverName, limit) => {
      const rows = await database.query<{ readonly room_id: string }>(OPEN, [serverName, limit]);
      return rows.map((row) => row.room_id);
    },
    mutualRooms: async (userId, other) => {
      const rows = await database.query<{ room_id: string }>(MUTUAL, [userId, other]);
      return rows.map((row) => row.room_id);
    },
    localCandidates: async ({ part, rooms, limit }) => {
      const rows = await database.query<{
        readonly user_id: string;
        readonly display_name: string | null;
        readonly avatar_url: string | null;
      }>(LOCAL, [beginning(part), [...rooms], limit]);
      return rows.map((row) => ({
        userId: row.user_id,
        displayName: row.display_name ?? undefined,
        avatarUrl: row.avatar_url ?? undefined,
      }));
    },
    remoteCandidates: async (query) => {
      const rows = await fittingMembers(database, query);
      return rows.map(({ user_id: userId, json }) => ({ userId, ...namesIn(json) }));
    },
  };
}

/** A query for words that begin so. */
function beginning(part: string): string {
  const quoted = [...part].slice(0, WORD_LENGTH).join("").replace(/['\\]/g, "$&$&");
  return `'${quoted}':*`;
}

function namesIn(json: string | null): Pick<Candidate, "displayName" | "avatarUrl"> {
  const event: JsonObject = json === null ? {} : readObject(json);
  const shown = own(event, "content");
  const text = (key: string): string | undefined => {
    const value = typeof shown === "object" && shown !== null ? Reflect.get(shown, key) : undefined;
    return typeof value === "string" ? value : undefined;
  };
  return { displayName: text("displayname"), avatarUrl: text("avatar_url") };
}
