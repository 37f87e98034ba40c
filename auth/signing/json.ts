/** Signatures on JSON objects (appendices, "Signing JSON"). */
import { encodeBase64 } from "../base64.js";
import { utf8 } from "../digest.js";
import { canonicalEventJson, tryCanonicalEventJson } from "../json/canonical.js";
import type { JsonError, Result } from "../json/error.js";
import { emptyObject, isJsonObject, type JsonObject, type JsonValue, own, without } from "../json/value.js";
import { decodePublicKey, ED25519_PREFIX, signBytes, verifyBytes } from "./ed25519.js";
import type { KeyPair } from "./keys.js";

/** Why a signature does not count. */
export type SignatureErrorCode =
  | "signature/missing"
  | "signature/unknown-key"
  | "signature/invalid"
  | "signature/too-many"
  | "signature/not-canonical";

/** Result of checking one server's signature. */
export type SignatureCheck =
  | { readonly ok: true; readonly keyIds: readonly string[] }
  | { readonly ok: false; readonly code: SignatureErrorCode; readonly message: string };

/**
 * How many signatures of one entity by known keys are looked at. Honest servers sign with one key, or two while they
 * change it; one that lists thousands of keys would have every reader verify as many signatures.
 */
const MAX_SIGNATURES = 32;

/** Public keys in base64, by key ID. */
export type PublicKeys = ReadonlyMap<string, string>;

function refuse(code: SignatureErrorCode, message: string): SignatureCheck {
  return { ok: false, code, message };
}

function copy(value: JsonValue | undefined): Record<string, JsonValue> {
  return isJsonObject(value) ? without(value) : emptyObject();
}

/** The bytes that a signature covers. */
function signedBytes(object: JsonObject): Uint8Array {
  return utf8(canonicalEventJson(without(object, "signatures", "unsigned")));
}

/** The signature of one key over an object, in unpadded base64. */
export function signatureOf(object: JsonObject, key: KeyPair): string {
  return encodeBase64(signBytes(signedBytes(object), key.seed));
}

/** A copy of an object with one more signature; those that it has, and `unsigned`, stay. */
export function addSignature(
  object: JsonObject,
  entity: string,
  keyId: string,
  signature: string,
): JsonObject {
  const signatures = copy(own(object, "signatures"));
  const ofEntity = copy(own(signatures, entity));
  ofEntity[keyId] = signature;
  signatures[entity] = ofEntity;
  const signed = without(object);
  signed.signatures = signatures;
  return signed;
}

/** A copy of an object, signed. Throws a `JsonError` for an object that has no canonical form. */
export function signJson(object: JsonObject, entity: string, key: KeyPair): JsonObject {
  return addSignature(object, entity, key.keyId, signatureOf(object, key));
}

/** The ed25519 signatures of an entity on an object. */
export function signaturesOf(object: JsonObject, entity: string): readonly (readonly [string, string])[] {
  const signatures = own(object, "signatures");
  const ofEntity = isJsonObject(signatures) ? own(signatures, entity) : undefined;
  if (!isJsonObject(ofEntity)) return [];
  const found: [string, string][] = [];
  for (const [keyId, signature] of Object.entries(ofEntity)) {
    if (keyId.startsWith(ED25519_PREFIX) && typeof signature === "string") found.push([keyId, signature]);
  }
  return found;
}

/**
 * Whether an entity has signed an object with keys that are known. Signatures by other keys are skipped; of the rest
 * there must be one, and all must verify.
 */
export function verifyJson(object: JsonObject, entity: string, keys: PublicKeys): SignatureCheck {
  const covered = () => tryCanonicalEventJson(without(object, "signatures", "unsigned"));
  return verifyOver(object, entity, (keyId) => keys.get(keyId), covered);
}

/** Says whether a signature verifies. */
export type Verifier = typeof verifyBytes;

/** As `verifyJson`, over the text that `covered` writes; called only where there is a signature to check. */
export function verifyOver(
  object: JsonObject,
  entity: string,
  publicKeyOf: (keyId: string) => string | undefined,
  covered: () => Result<string, JsonError>,
  verify: Verifier = verifyBytes,
): SignatureCheck {
  const signatures = signaturesOf(object, entity);
  if (signatures.length === 0) return refuse("signature/missing", `${entity} has not signed`);
  const canonical = covered();
  if (!canonical.ok) return refuse("signature/not-canonical", canonical.error.message);
  const message = utf8(canonical.value);
  const verified: string[] = [];
  for (const [keyId, signature] of signatures) {
    const publicKey = decodePublicKey(publicKeyOf(keyId) ?? "");
    if (publicKey === undefined) continue;
    if (verified.length >= MAX_SIGNATURES)
      return refuse("signature/too-many", `${entity} has signed with more than ${MAX_SIGNATURES} keys`);
    if (!verify(message, signature, publicKey))
      return refuse("signature/invalid", `the signature of ${entity} by ${keyId} is wrong`);
    verified.push(keyId);
  }
  if (verified.length === 0)
    return refuse("signature/unknown-key", `no signature of ${entity} is by a key that is known and valid`);
  return { ok: true, keyIds: verified };
}
