/** Cross-signing keys of local users, and signatures that were added to keys later. */
import { canonicalEventJson } from "@knockgen/auth";
import { rowsInBatches } from "../batches.js";
import type { Database, Queries } from "../database/sql.js";
import { readObject } from "../read-json.js";
import type { Change } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";
import { type Tell, takePositions, tellOfOne } from "../stream.js";
import type { CrossSigningKeyRecord, KeySignature, KeyUsage } from "./cross-signing-store.js";
import { noteDeviceList } from "./device-lists.js";
import { dropKeySignatures } from "./key-signatures.js";
import { changeDeviceList } from "./list-updates.js";

export interface CrossSigningStore {
  crossSigningKeys(userIds: readonly string[]): Promise<readonly CrossSigningKeyRecord[]>;
  /**
   * Replaces keys of one user; a new master key drops the others. Gives the change to announce; undefined where the keys that
   * are there are not those that were `known`, and nothing is kept.
   */
  saveCrossSigningKeys(
    userId: string,
    keys: readonly CrossSigningKeyRecord[],
    known: readonly CrossSigningKeyRecord[],
  ): Promise<Change | undefined>;
  /** Signatures on keys of some users: by themselves, and by one who looks. */
  keySignatures(userIds: readonly string[], viewer: string | undefined): Promise<readonly KeySignature[]>;
  /** Adds signatures of one user. Gives the change to announce. */
  addKeySignatures(signer: string, signatures: readonly KeySignature[]): Promise<Change>;
}

/** Users of one statement (O1). */
const MAX_READ = 200;

interface KeyRow {
  readonly user_id: string;
  readonly usage: KeyUsage;
  readonly public_key: string;
  readonly json: string;
}

const KEYS =
  "SELECT user_id, usage, public_key, json FROM cross_signing_keys WHERE user_id = ANY($1::text[])";
const SAVE = `
  INSERT INTO cross_signing_keys (user_id, usage, public_key, json) VALUES ($1, $2, $3, $4)
  ON CONFLICT (user_id, usage) DO UPDATE SET public_key = excluded.public_key, json = excluded.json`;
const SIGNATURES = `
  SELECT user_id, key_name, signer, signer_key, signature FROM key_signatures
  WHERE user_id = ANY($1::text[]) AND (signer = user_id OR signer = $2)`;
const ADD_SIGNATURE = `
  INSERT INTO key_signatures (user_id, key_name, signer, signer_key, signature) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (user_id, key_name, signer, signer_key) DO UPDATE SET signature = excluded.signature`;

interface SignatureRow {
  readonly user_id: string;
  readonly key_name: string;
  readonly signer: string;
  readonly signer_key: string;
  readonly signature: string;
}

/** Keeps them. */
export function createCrossSigningStore(database: Database, tell: Tell): CrossSigningStore {
  return {
    crossSigningKeys: async (userIds) =>
      (await rowsInBatches<KeyRow>(database, KEYS, userIds, MAX_READ)).map(toKey),
    saveCrossSigningKeys: (userId, keys, known) =>
      database.transaction(async (queries) => {
        // One after another, whichever process they come to.
        await takePositions(queries, 0);
        const stored = (await queries.query<KeyRow>(KEYS, [[userId]])).map(toKey);
        if (!areSame(stored, known)) return undefined;
        const position = await takePositions(queries, 1);
        await replaceKeys(queries, { userId, stored }, keys);
        const isPrivate = keys.every(({ usage }) => usage === "user_signing");
        const own = { userId, deviceId: "" };
        const touched = isPrivate
          ? await noteDeviceList(queries, position, own, userId)
          : await changeDeviceList(queries, position, own);
        return tellOfOne(queries, tell, position, touched);
      }),
    keySignatures: async (userIds, viewer) => {
      const rows = await rowsInBatches<SignatureRow>(database, SIGNATURES, userIds, MAX_READ, [
        viewer ?? null,
      ]);
      return rows.map(({ user_id, key_name, signer, signer_key, signature }) => ({
        userId: user_id,
        keyName: key_name,
        signer,
        signerKey: signer_key,
        signature,
      }));
    },
    addKeySignatures: (signer, signatures) =>
      database.transaction(async (queries) => {
        const position = await takePositions(queries, 1);
        for (const { userId, keyName, signerKey, signature } of signatures)
          await queries.query(ADD_SIGNATURE, [userId, keyName, signer, signerKey, signature]);
        return tellOfOne(queries, tell, position, await noteSigned(queries, position, signer, signatures));
      }),
  };
}

/** Signatures by a key that is gone, and those on it, say nothing any more (C168). */
async function replaceKeys(
  queries: Queries,
  { userId, stored }: { readonly userId: string; readonly stored: readonly CrossSigningKeyRecord[] },
  keys: readonly CrossSigningKeyRecord[],
): Promise<void> {
  const given = new Map(keys.map(({ usage, publicKey }) => [usage, publicKey]));
  const master = given.get("master");
  const isNewMaster = stored.some(
    ({ usage, publicKey }) => usage === "master" && publicKey !== (master ?? publicKey),
  );
  for (const { usage, publicKey } of stored) {
    const next = given.get(usage);
    if (next === publicKey || (next === undefined && !isNewMaster)) continue;
    await queries.query("DELETE FROM cross_signing_keys WHERE user_id = $1 AND usage = $2", [userId, usage]);
    await dropKeySignatures(queries, userId, publicKey);
  }
  for (const { usage, publicKey, json } of keys)
    await queries.query(SAVE, [userId, usage, publicKey, canonicalEventJson(json)]);
}

function areSame(stored: readonly CrossSigningKeyRecord[], known: readonly CrossSigningKeyRecord[]): boolean {
  const text = (keys: readonly CrossSigningKeyRecord[]): string =>
    JSON.stringify(keys.map(({ usage, json }) => [usage, canonicalEventJson(json)]).sort());
  return text(stored) === text(known);
}

/** One's own keys are signed for all; those of others for oneself alone. */
async function noteSigned(
  queries: Queries,
  position: Position,
  signer: string,
  signatures: readonly KeySignature[],
): Promise<Partial<Pick<Change, "rooms" | "users" | "destinations">>> {
  const isOwn = ({ userId }: KeySignature): boolean => userId === signer;
  for (const userId of new Set(signatures.filter((each) => !isOwn(each)).map((each) => each.userId)))
    await noteDeviceList(queries, position, { userId, deviceId: "" }, signer);
  const rooms = new Set<string>();
  const destinations = new Set<string>();
  for (const deviceId of new Set(signatures.filter(isOwn).map(({ keyName }) => keyName))) {
    const touched = await changeDeviceList(queries, position, { userId: signer, deviceId });
    for (const room of touched.rooms) rooms.add(room);
    for (const destination of touched.destinations) destinations.add(destination);
  }
  return { rooms: [...rooms], users: [signer], destinations: [...destinations] };
}

function toKey({ user_id, usage, public_key, json }: KeyRow): CrossSigningKeyRecord {
  return { userId: user_id, usage, publicKey: public_key, json: readObject(json) };
}
