/** The one signature algorithm of Matrix. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { decodeBase64 } from "../base64.js";
import { platformEd25519 } from "./platform-ed25519.js";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** The prefix of the key IDs that count. */
export const ED25519_PREFIX = "ed25519:";

/** Signs bytes with a 32-byte seed. */
export function signBytes(message: Uint8Array, seed: Uint8Array): Uint8Array {
  return platformEd25519?.sign(message, seed) ?? ed25519.sign(message, seed);
}

/** The public key that belongs to a 32-byte seed. */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  return platformEd25519?.publicKeyOf(seed) ?? ed25519.getPublicKey(seed);
}

/** A public key from base64 of either alphabet, or undefined for anything that is none. */
export function decodePublicKey(text: string): Uint8Array | undefined {
  const bytes = decodeBase64(text);
  return bytes?.length === KEY_BYTES ? bytes : undefined;
}

/** Whether a base64 signature over a message verifies. False, never an exception, for malformed input. */
export function verifyBytes(message: Uint8Array, signature: string, publicKey: Uint8Array): boolean {
  const bytes = decodeBase64(signature);
  if (bytes?.length !== SIGNATURE_BYTES || publicKey.length !== KEY_BYTES) return false;
  // The platform refuses few, and a verdict must not depend on where it is made (O7).
  return platformEd25519?.accepts(bytes, message, publicKey) || portableVerify(bytes, message, publicKey);
}

/**
 * Tells, now or later, whether the platform accepts a signature, which it verifies in a thread of its own where there is one. What it
 * refuses may be good: `verifyBytes` knows.
 */
export function acceptsAside(
  message: Uint8Array,
  signature: string,
  publicKey: Uint8Array,
  tell: (isGood: boolean) => void,
): void {
  const bytes = decodeBase64(signature);
  if (bytes?.length !== SIGNATURE_BYTES || publicKey.length !== KEY_BYTES || platformEd25519 === undefined)
    tell(false);
  else platformEd25519.acceptsAside(bytes, message, publicKey, tell);
}

/** The check that has the last word. */
export function portableVerify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    // As RFC 8032 has it, without the laxer rules that some blockchains need.
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
