/** Signing keys: our own pairs, and other servers' public keys with the time for which they hold. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { decodeBase64, encodeBase64 } from "../base64.js";
import { ED25519_PREFIX, publicKeyOf } from "./ed25519.js";

/** A key that we sign with. */
export interface KeyPair {
  /** `ed25519:` and a version. */
  readonly keyId: string;
  /** The 32 secret bytes that everything else follows from. */
  readonly seed: Uint8Array;
  /** Unpadded base64. */
  readonly publicKey: string;
}

/** A public key of another server. */
export interface ServerKey {
  readonly keyId: string;
  /** Unpadded base64. */
  readonly publicKey: string;
  /** Until when the server vouches for a key in use. */
  readonly validUntilTs?: number;
  /** When a retired key stopped being used. */
  readonly expiredTs?: number;
  /** When the document that holds the key was obtained; the key counts for seven days from then at most. */
  readonly obtainedTs?: number;
}

/** The keys that are known of a server; empty for a stranger. */
export type KeyLookup = (server: string) => readonly ServerKey[];

const MAX_KEY_AGE_MS = 7 * 24 * 60 * 60 * 1000;
const KEY_VERSION = /^[A-Za-z0-9_]+$/;

/** The key pair of a seed: 32 bytes, or base64 of them. Throws a `RangeError` for anything else. */
export function keyPairFromSeed(seed: Uint8Array | string, version: string): KeyPair {
  const bytes = typeof seed === "string" ? decodeBase64(seed) : seed;
  if (bytes?.length !== 32) throw new RangeError("a signing key has a seed of 32 bytes");
  if (!KEY_VERSION.test(version)) throw new RangeError("a key version is made of letters, digits and _");
  return {
    keyId: `${ED25519_PREFIX}${version}`,
    // A copy: callers may read one key after another into the same buffer.
    seed: Uint8Array.from(bytes),
    publicKey: encodeBase64(publicKeyOf(bytes)),
  };
}

/** A new random key pair. */
export function generateKeyPair(version: string): KeyPair {
  return keyPairFromSeed(ed25519.utils.randomSecretKey(), version);
}

/** Until when a key may be trusted without asking again, as far as its document says. */
function trustedUntil(key: ServerKey): number {
  const cap = key.obtainedTs === undefined ? Number.POSITIVE_INFINITY : key.obtainedTs + MAX_KEY_AGE_MS;
  return Math.min(key.validUntilTs ?? Number.POSITIVE_INFINITY, cap);
}

/**
 * Whether a key counts for an event of a time. Versions 1 to 4 do not ask how long a key in use was promised to
 * stay; a retired one never counts for what came after it.
 */
export function isKeyValidAt(key: ServerKey, ts: number | bigint, enforceValidity: boolean): boolean {
  if (key.expiredTs !== undefined) return key.expiredTs >= ts;
  return !enforceValidity || trustedUntil(key) >= ts;
}

/** Whether a key may sign requests now: retired keys may not. */
export function isKeyCurrent(key: ServerKey, now: number): boolean {
  return key.expiredTs === undefined && trustedUntil(key) >= now;
}
