/** Tokens by which a user shows to others who they are, and that open nothing else (C140). */
import type { Database } from "../database/sql.js";

export interface OpenIdStore {
  saveOpenIdToken(hash: string, userId: string, ends: number, now: number): Promise<void>;
  /** The user of a token that has not ended. */
  openIdUser(hash: string, now: number): Promise<string | undefined>;
}

/** Keeps such tokens until they end. */
export function createOpenIdStore(database: Database): OpenIdStore {
  return {
    saveOpenIdToken: async (hash, userId, ends, now) => {
      await database.query("DELETE FROM openid_tokens WHERE ends < $1", [now]);
      await database.query("INSERT INTO openid_tokens (hash, user_id, ends) VALUES ($1, $2, $3)", [
        hash,
        userId,
        ends,
      ]);
    },
    openIdUser: async (hash, now) => {
      const [row] = await database.query<{ user_id: string }>(
        "SELECT user_id FROM openid_tokens WHERE hash = $1 AND ends > $2",
        [hash, now],
      );
      return row?.user_id;
    },
  };
}
