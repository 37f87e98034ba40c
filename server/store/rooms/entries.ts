/** Joins and knocks that are under way in the processes on one database; those of a process that is gone are over soon. */
import type { Queries } from "../database/sql.js";

/** An attempt to enter a room of other servers. */
export interface Entry {
  readonly kind: "join" | "knock";
  readonly userId: string;
  /** The server does it in the user's name. */
  readonly isAutomatic: boolean;
}

export interface HeldEntry extends Entry {
  readonly roomId: string;
  /** Since its start. */
  readonly ageMs: number;
}

export interface EntryStore {
  /** Says that one goes on. */
  beginEntry(id: string, roomId: string, entry: Entry): Promise<void>;
  /** Says so anew. One that has not been prolonged for so long is over. */
  prolongEntry(id: string): Promise<void>;
  endEntry(id: string): Promise<void>;
  /** Those that go on in rooms. */
  entriesIn(roomIds: readonly string[]): Promise<readonly HeldEntry[]>;
}

const UNTIL = "now() + interval '15 seconds'";

/** By the database's clock, which is the same for all. */
export function createEntryStore(database: Queries): EntryStore {
  return {
    beginEntry: async (id, roomId, { kind, userId, isAutomatic }) => {
      await database.query(
        `INSERT INTO entries (id, room_id, user_id, kind, automatic, until) VALUES ($1, $2, $3, $4, $5, ${UNTIL})`,
        [id, roomId, userId, kind, isAutomatic],
      );
    },
    prolongEntry: async (id) => {
      await database.query(`UPDATE entries SET until = ${UNTIL} WHERE id = $1`, [id]);
    },
    endEntry: async (id) => {
      await database.query("DELETE FROM entries WHERE id = $1 OR until < now()", [id]);
    },
    entriesIn: (roomIds) =>
      database.query<HeldEntry>(
        `SELECT room_id AS "roomId", user_id AS "userId", kind, automatic AS "isAutomatic",
          (extract(epoch FROM now() - begun) * 1000)::float8 AS "ageMs"
        FROM entries WHERE room_id = ANY($1::text[]) AND until >= now()`,
        [roomIds],
      ),
  };
}
