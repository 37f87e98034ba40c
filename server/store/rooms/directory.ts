/** Aliases of this server and the published rooms, in SQL. */
import type { Queries } from "../database/sql.js";

/** Aliases of this server and the published rooms. */
export interface DirectoryStore {
  /** False where the alias is taken. */
  addAlias(alias: string, roomId: string, creator: string): Promise<boolean>;
  alias(alias: string): Promise<{ readonly roomId: string; readonly creator: string } | undefined>;
  /** False where the alias does not lead to that room any more. */
  removeAlias(alias: string, roomId: string): Promise<boolean>;
  /** The aliases of a room, the first few in the order of their names. */
  aliasesOf(roomId: string, limit: number): Promise<readonly string[]>;
  /** Aliases of one room lead to another, and the directory lists that instead, if it did. */
  moveListing(from: string, to: string): Promise<void>;
  setPublished(roomId: string, published: boolean): Promise<void>;
  publishedRooms(): Promise<readonly string[]>;
}

/** Keeps aliases and which rooms are published. */
export function createDirectoryStore(database: Queries): DirectoryStore {
  return {
    addAlias: async (alias, roomId, creator) => {
      const made = await database.query(
        "INSERT INTO aliases (alias, room_id, creator) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING alias",
        [alias, roomId, creator],
      );
      return made.length > 0;
    },
    alias: async (alias) => {
      const [row] = await database.query<{ room_id: string; creator: string }>(
        "SELECT room_id, creator FROM aliases WHERE alias = $1",
        [alias],
      );
      return row && { roomId: row.room_id, creator: row.creator };
    },
    removeAlias: async (alias, roomId) => {
      const gone = await database.query(
        "DELETE FROM aliases WHERE alias = $1 AND room_id = $2 RETURNING alias",
        [alias, roomId],
      );
      return gone.length > 0;
    },
    aliasesOf: async (roomId, limit) => {
      const rows = await database.query<{ alias: string }>(
        "SELECT alias FROM aliases WHERE room_id = $1 ORDER BY alias LIMIT $2",
        [roomId, limit],
      );
      return rows.map((row) => row.alias);
    },
    moveListing: async (from, to) => {
      await database.query("UPDATE aliases SET room_id = $2 WHERE room_id = $1", [from, to]);
      const listed = await database.query(
        "UPDATE rooms SET published = false WHERE room_id = $1 AND published RETURNING room_id",
        [from],
      );
      if (listed.length > 0)
        await database.query("UPDATE rooms SET published = true WHERE room_id = $1", [to]);
    },
    setPublished: async (roomId, published) => {
      await database.query("UPDATE rooms SET published = $2 WHERE room_id = $1", [roomId, published]);
    },
    publishedRooms: async () => {
      const rows = await database.query<{ room_id: string }>(
        "SELECT room_id FROM rooms WHERE published ORDER BY room_id",
      );
      return rows.map((row) => row.room_id);
    },
  };
}
