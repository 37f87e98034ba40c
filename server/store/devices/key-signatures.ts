/** Signatures on keys and by them. */
import type { Queries } from "../database/sql.js";

const DROP = `
  DELETE FROM key_signatures
  WHERE (user_id = $1 AND key_name = $2) OR (signer = $1 AND signer_key = 'ed25519:' || $2)`;

/**
 * Drops signatures on a key that is gone, and by it: they say nothing any more (C168). The key is named by its device, or is a
 * cross-signing key.
 */
export async function dropKeySignatures(queries: Queries, userId: string, keyName: string): Promise<void> {
  await queries.query(DROP, [userId, keyName]);
}

/**
 * Drops signatures on other keys of a user than a master key. Of users elsewhere, nothing but master keys is signed here (C169);
 * those without one leave all as it is.
 */
export async function keepSignaturesOn(
  queries: Queries,
  userId: string,
  masterKey: string | undefined,
): Promise<void> {
  await queries.query("DELETE FROM key_signatures WHERE user_id = $1 AND key_name <> $2", [
    userId,
    masterKey ?? null,
  ]);
}
