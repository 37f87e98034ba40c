/** Signing keys in SQL. */
import {
  encodeBase64,
  isJsonObject,
  type JsonObject,
  type KeyPair,
  keyPairFromSeed,
  own,
  type RetiredKey,
  type ServerKey,
} from "@knockgen/auth";
import type { KeyStore, KnownServerKeys } from "../../federation/keys/key-store.js";
import type { TellOfKeys } from "../between-processes.js";
import type { Database, Queries } from "../database/sql.js";
import { StoreUnusable } from "../database/unusable.js";
import { readObject } from "../read-json.js";

interface OwnKeyRow {
  readonly key_id: string;
  readonly seed: string;
  readonly public_key: string;
  readonly expired_ts: number | null;
}

/** Keeps our keys and what is known of others'. */
export function createKeyStore(database: Database, tellOfKeys: TellOfKeys): KeyStore {
  return {
    ownKeys: async (candidate) => {
      const rows = await ownKeyRows(database);
      if (rows.some(isCurrent)) return toOwnKeys(rows);
      // Of processes that start at once, the first to get the lock gives the key to all.
      return database.transaction(async (queries) => {
        await queries.query("LOCK TABLE own_keys IN EXCLUSIVE MODE");
        const present = await ownKeyRows(queries);
        if (present.some(isCurrent)) return toOwnKeys(present);
        await addKey(queries, candidate());
        return toOwnKeys(await ownKeyRows(queries));
      });
    },
    rotateOwnKeys: (next, expiredTs) =>
      database.transaction(async (queries) => {
        await queries.query("LOCK TABLE own_keys IN EXCLUSIVE MODE");
        await queries.query("UPDATE own_keys SET expired_ts = $1 WHERE expired_ts IS NULL", [expiredTs]);
        await addKey(queries, next);
        await tellOfKeys(queries);
        return toOwnKeys(await ownKeyRows(queries));
      }),
    loadServerKeys: async (server) => {
      const [row] = await database.query<{ known: string }>(
        "SELECT known FROM server_keys WHERE server = $1",
        [server],
      );
      return row && readKnown(row.known);
    },
    saveServerKeys: async (known) => {
      await database.query(
        "INSERT INTO server_keys (server, known) VALUES ($1, $2) ON CONFLICT (server) DO UPDATE SET known = excluded.known",
        [known.server, JSON.stringify(known)],
      );
    },
  };
}

/** The document is kept as its server has signed it; the rest is ours. */
function readKnown(text: string): KnownServerKeys {
  const known = readObject(text);
  const document = own(known, "document");
  const keys = own(known, "keys");
  return {
    server: String(own(known, "server")),
    keys: (Array.isArray(keys) ? keys : []).filter(isJsonObject).map(readKey),
    document: isJsonObject(document) ? document : {},
    validUntilTs: Number(own(known, "validUntilTs")),
    obtainedTs: Number(own(known, "obtainedTs")),
  };
}

function readKey(key: JsonObject): ServerKey {
  const time = (name: "validUntilTs" | "expiredTs" | "obtainedTs"): Partial<ServerKey> => {
    const value = own(key, name);
    return value === undefined ? {} : { [name]: Number(value) };
  };
  return {
    keyId: String(own(key, "keyId")),
    publicKey: String(own(key, "publicKey")),
    ...time("validUntilTs"),
    ...time("expiredTs"),
    ...time("obtainedTs"),
  };
}

async function addKey(queries: Queries, { keyId, seed, publicKey }: KeyPair): Promise<void> {
  await queries.query("INSERT INTO own_keys (key_id, seed, public_key) VALUES ($1, $2, $3)", [
    keyId,
    encodeBase64(seed),
    publicKey,
  ]);
}

function ownKeyRows(queries: Queries): Promise<readonly OwnKeyRow[]> {
  return queries.query<OwnKeyRow>(
    "SELECT key_id, seed, public_key, expired_ts FROM own_keys ORDER BY key_id",
  );
}

function isCurrent(row: OwnKeyRow): boolean {
  return row.expired_ts === null;
}

function toOwnKeys(rows: readonly OwnKeyRow[]): {
  current: [KeyPair, ...KeyPair[]];
  retired: RetiredKey[];
} {
  const [first, ...others] = rows.filter(isCurrent).map(toKeyPair);
  if (first === undefined) throw damagedKey();
  const retired = rows.flatMap(({ key_id, public_key, expired_ts }) =>
    expired_ts === null ? [] : [{ keyId: key_id, publicKey: public_key, expiredTs: expired_ts }],
  );
  return { current: [first, ...others], retired };
}

function toKeyPair({ key_id, seed }: OwnKeyRow): KeyPair {
  try {
    return keyPairFromSeed(seed, key_id.slice(key_id.indexOf(":") + 1));
  } catch {
    throw damagedKey();
  }
}

/** Another key in its place would make other servers refuse what was signed with this one. */
function damagedKey(): StoreUnusable {
  return new StoreUnusable(
    "The server's signing key in the database is damaged: put back a copy of the database",
  );
}
