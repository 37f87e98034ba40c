/** Keys of other servers' users as these last gave them, for the time that a server is down (C181). */
import { canonicalEventJson, type JsonObject } from "@knockgen/auth";
import { readObject } from "./read-json.js";
import type { Position } from "./room-types.js";
import type { Database } from "./sql.js";

export interface RemoteKeyStore {
  /** Keeps answers, by user, that were asked for at a position; those of users who share no room, or have changed since, are not kept. */
  saveRemoteKeys(answers: ReadonlyMap<string, JsonObject>, askedAt: Position): Promise<void>;
  /** Those of users who have been in a room all the time since. */
  remoteKeys(userIds: readonly string[]): Promise<ReadonlyMap<string, JsonObject>>;
}

/** Larger answers are not kept. */
const MAX_BYTES = 262_144;

/** Memberships of users in rooms, with the events that made them. */
const IS_IN = `
  SELECT 1 FROM current_state s JOIN events e ON e.event_id = s.event_id
  WHERE s.type = 'm.room.member' AND s.membership = 'join'`;

const SAVE = `
  INSERT INTO remote_keys (user_id, json, position)
  SELECT u, j, $3::bigint FROM unnest($1::text[], $2::text[]) AS t(u, j)
  WHERE EXISTS (${IS_IN} AND s.state_key = u)
    AND NOT EXISTS (SELECT 1 FROM device_list_changes c WHERE c.user_id = u AND c.position > $3)
  ON CONFLICT (user_id) DO UPDATE SET json = excluded.json, position = excluded.position`;

const READ = `
  SELECT k.user_id, k.json FROM remote_keys k
  WHERE k.user_id = ANY($1::text[]) AND EXISTS (${IS_IN} AND s.state_key = k.user_id AND e.position <= k.position)
    AND NOT EXISTS (SELECT 1 FROM device_list_changes c WHERE c.user_id = k.user_id AND c.position > k.position)`;

/** Keeps them. */
export function createRemoteKeyStore(database: Database): RemoteKeyStore {
  return {
    saveRemoteKeys: async (answers, askedAt) => {
      const rows = [...answers].flatMap(([userId, json]): [string, string][] => {
        const text = canonicalEventJson(json);
        return text.length > MAX_BYTES ? [] : [[userId, text]];
      });
      if (rows.length === 0) return;
      await database.query(SAVE, [rows.map(([userId]) => userId), rows.map(([, json]) => json), askedAt]);
    },
    remoteKeys: async (userIds) => {
      if (userIds.length === 0) return new Map();
      const rows = await database.query<{ user_id: string; json: string }>(READ, [[...userIds]]);
      return new Map(rows.map(({ user_id, json }) => [user_id, readObject(json)]));
    },
  };
}
