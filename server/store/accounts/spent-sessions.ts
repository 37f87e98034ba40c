/** Sessions of interactive authentication that have served their request (C60). */
import type { Database } from "../database/sql.js";

export interface SpentSessionStore {
  /** False where the session was spent before. It is remembered until the time at which it ends by itself. */
  spendSession(seal: string, until: number, now: number): Promise<boolean>;
}

/** Keeps sessions that are spent. */
export function createSpentSessionStore(database: Database): SpentSessionStore {
  return {
    spendSession: async (seal, until, now) => {
      await database.query("DELETE FROM spent_sessions WHERE until < $1", [now]);
      const spent = await database.query(
        "INSERT INTO spent_sessions (seal, until) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING seal",
        [seal, until],
      );
      return spent.length > 0;
    },
  };
}
