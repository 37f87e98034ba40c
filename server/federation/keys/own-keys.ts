/** Our own signing keys and the document in which we publish them. */
import {
  generateKeyPair,
  type JsonObject,
  type KeyPair,
  type ServerKey,
  signKeyDocument,
} from "@knockgen/auth";
import type { Clock } from "../../values/clock.js";
import type { KeyStore, OwnKeys } from "./key-store.js";

const HOUR = 60 * 60 * 1000;
/** Others believe it that long, so a stolen key is of use for no longer. */
const VALID_MS = 24 * HOUR;
/** Signed again after that time, so that an answer is never about to expire. */
const RENEW_MS = HOUR;

/** The keys of this server while it runs. */
export class OwnKeyRing {
  readonly serverName: string;
  #keys: OwnKeys;
  readonly #clock: Clock;
  #document: { readonly json: JsonObject; readonly signedTs: number } | undefined;

  constructor(serverName: string, keys: OwnKeys, clock: Clock = Date.now) {
    this.serverName = serverName;
    this.#keys = keys;
    this.#clock = clock;
  }

  /** Loads the keys; the first start makes one. */
  static async open(serverName: string, store: KeyStore, clock: Clock = Date.now): Promise<OwnKeyRing> {
    const keys = await store.ownKeys(newKey);
    return new OwnKeyRing(serverName, keys, clock);
  }

  /** Goes on with other keys, as after a rotation. */
  use(keys: OwnKeys): void {
    this.#keys = keys;
    this.#document = undefined;
  }

  /** The key that signs. */
  get signingKey(): KeyPair {
    return this.#keys.current[0];
  }

  /** Our keys as others would know them. */
  get publicKeys(): readonly ServerKey[] {
    return [
      ...this.#keys.current.map(({ keyId, publicKey }) => ({ keyId, publicKey })),
      ...this.#keys.retired,
    ];
  }

  /** Answer of `GET /_matrix/key/v2/server`. */
  document(): JsonObject {
    const now = this.#clock();
    if (this.#document === undefined || now - this.#document.signedTs > RENEW_MS) {
      const { current, retired } = this.#keys;
      const options = { serverName: this.serverName, validUntilTs: now + VALID_MS, retired };
      this.#document = { json: signKeyDocument(options, current), signedTs: now };
    }
    return this.#document.json;
  }
}

/** A key of ours. Key IDs of a server must never name two keys, not even after its data was lost. */
export function newKey(): KeyPair {
  return generateKeyPair(`k_${crypto.randomUUID().slice(0, 8)}`);
}
