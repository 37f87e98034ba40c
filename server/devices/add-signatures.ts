/** Signatures that a user adds to keys: to their own, and to others' master keys (C169). */
import {
  canonicalEventJson,
  ED25519_PREFIX,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  verifyJson,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { CrossSigningKeyRecord, KeySignature } from "../store/devices/cross-signing-store.js";
import { serverOf } from "../values/ids.js";
import { objectIn } from "../values/json-members.js";
import { queryRemote } from "./remote-keys.js";

/** By user and key, why a signature was not taken. */
export type Failures = Map<string, Map<string, { readonly errcode: string; readonly error: string }>>;

/** Keys of one request that are looked at, and users whose keys are. */
const MAX_KEYS = 1_000;
const MAX_USERS = 100;

type Parts = Pick<ServerContext, "announce" | "federation" | "serverName" | "store">;

/** A user's keys that may be signed, by name, and the public keys that the signer may sign them with. */
interface Signable {
  readonly keys: ReadonlyMap<string, JsonObject>;
  readonly by: ReadonlyMap<string, string>;
}

/** Adds those that verify, and gives the failures of the others. */
export async function addSignatures(context: Parts, signer: string, body: JsonObject): Promise<Failures> {
  const { announce, store } = context;
  const failures: Failures = new Map();
  const added: KeySignature[] = [];
  const entries = Object.entries(body).slice(0, MAX_USERS);
  const signable = await signableKeys(
    context,
    signer,
    entries.map(([userId]) => userId),
  );
  let left = MAX_KEYS;
  for (const [userId, objects] of entries) {
    const { keys, by } = signable(userId);
    const wanted = isJsonObject(objects) ? Object.entries(objects).slice(0, left) : [];
    left -= wanted.length;
    for (const [keyName, signed] of wanted) {
      const outcome = judged(keys.get(keyName), signed, signer, by);
      if (outcome.ok) added.push(...outcome.signatures.map((each) => ({ userId, keyName, signer, ...each })));
      else failures.set(userId, (failures.get(userId) ?? new Map()).set(keyName, outcome.error));
    }
  }
  if (added.length > 0) announce(await store.addKeySignatures(signer, added));
  return failures;
}

/** Of the signer, keys for signing and of devices, the latter where both have a name; of others, the master key. */
async function signableKeys(
  context: Parts,
  signer: string,
  userIds: readonly string[],
): Promise<(userId: string) => Signable> {
  const signing = await context.store.crossSigningKeys([signer]);
  const devices = await context.store.deviceKeys([signer]);
  const others = userIds.filter((userId) => userId !== signer);
  const masterKeys = (await keysOf(context, others, signer)).filter(({ usage }) => usage === "master");
  const ofSigner: Signable = {
    keys: new Map([
      ...byPublicKey(signing),
      ...devices.map(({ deviceId, keys }) => [deviceId, keys] as const),
    ]),
    by: ownPublicKeys(signing, devices),
  };
  // Others' keys are signed by the key that is for that.
  const by = publicKeys(signing.filter(({ usage }) => usage === "user_signing"));
  return (userId) =>
    userId === signer
      ? ofSigner
      : { keys: new Map(byPublicKey(masterKeys.filter((key) => key.userId === userId))), by };
}

function byPublicKey(keys: readonly CrossSigningKeyRecord[]): (readonly [string, JsonObject])[] {
  return keys.map(({ publicKey, json }) => [publicKey, json]);
}

/** Users' keys; of users of other servers, which are asked all at once, the master keys alone. */
async function keysOf(
  context: Parts,
  userIds: readonly string[],
  viewer: string,
): Promise<readonly CrossSigningKeyRecord[]> {
  const isHere = (userId: string): boolean => serverOf(userId) === context.serverName;
  const here = await context.store.crossSigningKeys(userIds.filter(isHere));
  const elsewhere = userIds.filter((userId) => !isHere(userId)).map((userId) => [userId, []] as const);
  const { master } = await queryRemote(context, new Map(elsewhere), { viewer });
  const keys = [...master].flatMap(([userId, key]): CrossSigningKeyRecord[] => {
    const json: unknown = key;
    const publicKey = isJsonObject(json) ? Object.values(objectIn(json, "keys"))[0] : undefined;
    return isJsonObject(json) && typeof publicKey === "string"
      ? [{ userId, usage: "master", publicKey, json }]
      : [];
  });
  return [...here, ...keys];
}

type Judged =
  | { readonly ok: true; readonly signatures: readonly Pick<KeySignature, "signerKey" | "signature">[] }
  | { readonly ok: false; readonly error: { readonly errcode: string; readonly error: string } };

function judged(
  stored: JsonObject | undefined,
  signed: JsonValue,
  signer: string,
  by: ReadonlyMap<string, string>,
): Judged {
  const refuse = (errcode: string, error: string): Judged => ({ ok: false, error: { errcode, error } });
  if (stored === undefined || !isJsonObject(signed)) return refuse("M_NOT_FOUND", "There is no such key");
  if (signedPart(stored) !== signedPart(signed))
    return refuse("M_INVALID_SIGNATURE", "The key is another one than is known");
  const check = verifyJson(signed, signer, by);
  if (!check.ok) return refuse("M_INVALID_SIGNATURE", check.message);
  const ofSigner = own(objectIn(signed, "signatures"), signer);
  const signatures = check.keyIds.flatMap((signerKey) => {
    const signature = isJsonObject(ofSigner) ? own(ofSigner, signerKey) : undefined;
    return typeof signature === "string" ? [{ signerKey, signature }] : [];
  });
  return { ok: true, signatures };
}

function publicKeys(keys: readonly CrossSigningKeyRecord[]): Map<string, string> {
  return new Map(keys.map(({ publicKey }) => [`${ED25519_PREFIX}${publicKey}`, publicKey]));
}

/** Master and self-signing key, and the keys of devices. */
function ownPublicKeys(
  keys: readonly CrossSigningKeyRecord[],
  devices: readonly { readonly deviceId: string; readonly keys: JsonObject }[],
): Map<string, string> {
  const found = publicKeys(keys.filter(({ usage }) => usage !== "user_signing"));
  for (const { deviceId, keys: device } of devices) {
    const key = own(objectIn(device, "keys"), `${ED25519_PREFIX}${deviceId}`);
    if (typeof key === "string") found.set(`${ED25519_PREFIX}${deviceId}`, key);
  }
  return found;
}

function signedPart({ signatures: _, unsigned: __, ...rest }: JsonObject): string {
  return canonicalEventJson(rest);
}
