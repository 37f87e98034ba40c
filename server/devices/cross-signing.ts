/** Cross-signing keys that a user uploads, checked (C165, C167). */
import { ED25519_PREFIX, isJsonObject, type JsonObject, own, verifyJson } from "@knockgen/auth";
import { forbidden, invalidParam, MatrixHttpError, missingParam } from "../errors.js";
import type { CrossSigningKeyRecord, KeyUsage } from "../store/devices/cross-signing-store.js";
import { checkKeySize } from "./key-size.js";

/** Their names in a request. */
const NAMES: readonly (readonly [string, KeyUsage])[] = [
  ["master_key", "master"],
  ["self_signing_key", "self_signing"],
  ["user_signing_key", "user_signing"],
];

/** Reads the keys of a request; refuses with 400 those that are another user's or not of their form. */
export function readCrossSigningKeys(userId: string, body: JsonObject): readonly CrossSigningKeyRecord[] {
  return NAMES.flatMap(([name, usage]) => {
    const key = own(body, name);
    return key === undefined ? [] : [readKey(userId, usage, key)];
  });
}

function readKey(userId: string, usage: KeyUsage, key: unknown): CrossSigningKeyRecord {
  if (!isJsonObject(key)) throw invalidParam("A key is not an object");
  const usages = own(key, "usage");
  const keys = own(key, "keys");
  const [entry, ...more] = isJsonObject(keys) ? Object.entries(keys) : [];
  const [name, publicKey] = entry ?? [];
  if (own(key, "user_id") !== userId) throw invalidParam("A key is another user's");
  if (!Array.isArray(usages) || !usages.includes(usage)) throw invalidParam(`A key is not for ${usage}`);
  if (more.length > 0 || typeof publicKey !== "string" || name !== `${ED25519_PREFIX}${publicKey}`)
    throw invalidParam("A key has to be exactly one, and named after itself");
  if (publicKey.length > 255) throw invalidParam("A key is too large");
  checkKeySize(key);
  return { userId, usage, publicKey, json: key };
}

/** Refuses keys that the master key has not signed, and those that are called as a device is. */
export function checkCrossSigningKeys(
  userId: string,
  given: readonly CrossSigningKeyRecord[],
  known: { readonly keys: readonly CrossSigningKeyRecord[]; readonly deviceIds: readonly string[] },
): void {
  const isMaster = ({ usage }: CrossSigningKeyRecord): boolean => usage === "master";
  const master = given.find(isMaster) ?? known.keys.find(isMaster);
  if (master === undefined) throw missingParam("There is no master key");
  const masterKeys = new Map([[`${ED25519_PREFIX}${master.publicKey}`, master.publicKey]]);
  for (const { usage, publicKey, json } of given) {
    if (known.deviceIds.includes(publicKey)) throw forbidden("A device has the name of this key");
    if (usage !== "master" && !verifyJson(json, userId, masterKeys).ok)
      throw new MatrixHttpError(
        400,
        "M_INVALID_SIGNATURE",
        `The key for ${usage} is not signed by the master key`,
      );
  }
}
