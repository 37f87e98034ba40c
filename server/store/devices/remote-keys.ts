/** Keys of other servers' users as these last gave them, for the time that a server is down (C181). */
import {
  canonicalEventJson,
  isJsonObject,
  type JsonObject,
  own,
  tryCanonicalEventJson,
} from "@knockgen/auth";
import { objectIn } from "../../values/json-members.js";
import { rowsInBatches } from "../batches.js";
import type { Database } from "../database/sql.js";
import { readObject } from "../read-json.js";
import type { Change } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";
import { type Tell, takePositions, tellOfOne } from "../stream.js";
import { noteDeviceList, roomsWith } from "./device-lists.js";
import { keepSignaturesOn } from "./key-signatures.js";

/** Keys of one user, and the number of the last change of their list that they hold; undefined where it was not told. */
export interface KeptKeys {
  readonly keys: JsonObject;
  readonly streamId: number | undefined;
}

export interface RemoteKeyStore {
  /**
   * Keeps answers, by user, that were asked for at a position; those of users who share no room, or have changed since, are not kept.
   * Answers to queries have no number, and hold what their users' servers told before.
   */
  saveRemoteKeys(
    answers: ReadonlyMap<string, JsonObject>,
    askedAt: Position,
    streamId?: number,
  ): Promise<void>;
  /** Those of users who have been in a room all the time since. */
  remoteKeys(userIds: readonly string[]): Promise<ReadonlyMap<string, JsonObject>>;
  /**
   * A user has other devices or keys: changes what is kept of them, unless `change` cannot tell how. Gives the change to announce;
   * undefined if they are in no room here.
   */
  changeRemoteKeys(
    userId: string,
    change: (kept: KeptKeys | undefined) => KeptKeys | undefined,
  ): Promise<{ readonly announced: Change; readonly isKept: boolean } | undefined>;
}

/** Larger answers are not kept. */
const MAX_BYTES = 262_144;

/** Memberships of users in rooms, with the events that made them. */
const IS_IN = `
  SELECT 1 FROM current_state s JOIN events e ON e.event_id = s.event_id
  WHERE s.type = 'm.room.member' AND s.membership = 'join'`;

/** Signatures that users here have made go with the master keys that they are on (C168). */
const SAVE = `
  WITH saved AS (INSERT INTO remote_keys (user_id, json, position, stream_id)
  SELECT u, j, $3::bigint, $4::bigint FROM unnest($1::text[], $2::text[]) AS t(u, j)
  WHERE EXISTS (${IS_IN} AND s.state_key = u)
    AND NOT EXISTS (SELECT 1 FROM device_list_changes c WHERE c.user_id = u AND c.position > $3)
  ON CONFLICT (user_id) DO UPDATE
  SET json = excluded.json, position = excluded.position, stream_id = coalesce(excluded.stream_id, CASE WHEN NOT EXISTS (
    SELECT 1 FROM device_list_changes c WHERE c.user_id = remote_keys.user_id AND c.position > remote_keys.position
  ) THEN remote_keys.stream_id END) RETURNING user_id)
  DELETE FROM key_signatures k USING saved s, unnest($1::text[], $5::text[]) AS m(user_id, master)
  WHERE k.user_id = s.user_id AND m.user_id = s.user_id AND k.key_name <> m.master`;

const CHANGE = `
  INSERT INTO remote_keys (user_id, json, position, stream_id) VALUES ($1, $2, $3, $4)
  ON CONFLICT (user_id) DO UPDATE SET json = excluded.json, position = excluded.position, stream_id = excluded.stream_id`;

const READ = `
  SELECT k.user_id, k.json, k.stream_id FROM remote_keys k
  WHERE k.user_id = ANY($1::text[]) AND EXISTS (${IS_IN} AND s.state_key = k.user_id AND e.position <= k.position)
    AND NOT EXISTS (SELECT 1 FROM device_list_changes c WHERE c.user_id = k.user_id AND c.position > k.position)`;

/** Users of one statement. Large answers of few of them are kept. */
const MAX_READ = 200;

interface Row {
  readonly user_id: string;
  readonly json: string;
  readonly stream_id: number | null;
}

/** Keeps them. */
export function createRemoteKeyStore(database: Database, tell: Tell): RemoteKeyStore {
  return {
    saveRemoteKeys: async (answers, askedAt, streamId) => {
      const rows = [...answers].flatMap(([userId, json]): [string, string, string | undefined][] => {
        const text = canonicalEventJson(json);
        return text.length > MAX_BYTES ? [] : [[userId, text, masterKeyIn(json, userId)]];
      });
      if (rows.length === 0) return;
      await database.query(SAVE, [
        rows.map(([userId]) => userId),
        rows.map(([, json]) => json),
        askedAt,
        streamId ?? null,
        rows.map(([, , master]) => master ?? null),
      ]);
    },
    remoteKeys: async (userIds) => {
      const rows = await rowsInBatches<Row>(database, READ, userIds, MAX_READ);
      return new Map(rows.map(({ user_id, json }) => [user_id, readObject(json)]));
    },
    changeRemoteKeys: async (userId, change) => {
      if ((await roomsWith(database, userId)).length === 0) {
        await database.query("DELETE FROM remote_keys WHERE user_id = $1", [userId]);
        return undefined;
      }
      return database.transaction(async (queries) => {
        const position = await takePositions(queries, 1);
        const [row] = await queries.query<Row>(READ, [[userId]]);
        const changed = change(row && { keys: readObject(row.json), streamId: row.stream_id ?? undefined });
        const { rooms } = await noteDeviceList(queries, position, { userId, deviceId: "" });
        const text = changed && tryCanonicalEventJson(changed.keys);
        const isKept = text?.ok === true && text.value.length <= MAX_BYTES;
        if (isKept) await queries.query(CHANGE, [userId, text.value, position, changed?.streamId ?? null]);
        if (isKept) await keepSignaturesOn(queries, userId, masterKeyIn(changed?.keys ?? {}, userId));
        return { announced: await tellOfOne(queries, tell, position, { rooms }), isKept };
      });
    },
  };
}

/** The public half of a user's master key. */
function masterKeyIn(keys: JsonObject, userId: string): string | undefined {
  const master = own(objectIn(keys, "master_keys"), userId);
  const [publicKey] = isJsonObject(master) ? Object.values(objectIn(master, "keys")) : [];
  return typeof publicKey === "string" ? publicKey : undefined;
}
