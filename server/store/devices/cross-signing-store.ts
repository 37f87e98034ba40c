/** Cross-signing keys, and signatures on keys, as they are kept. */
import type { JsonObject } from "@knockgen/auth";

export type KeyUsage = "master" | "self_signing" | "user_signing";

export interface CrossSigningKeyRecord {
  readonly userId: string;
  readonly usage: KeyUsage;
  /** In base64. */
  readonly publicKey: string;
  /** As it was uploaded. */
  readonly json: JsonObject;
}

/** A signature on the keys of a device, or on a cross-signing key. */
export interface KeySignature {
  readonly userId: string;
  /** The ID of the device, or the public key. */
  readonly keyName: string;
  readonly signer: string;
  readonly signerKey: string;
  readonly signature: string;
}
