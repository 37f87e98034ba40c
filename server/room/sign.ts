/** Signs events with the platform's own ed25519, which is faster than one in JavaScript. */
import { createPrivateKey, type KeyObject, randomBytes, sign } from "node:crypto";
import {
  addContentHash,
  addSignature,
  type BuildContext,
  canonicalEventJson,
  encodeBase64,
  type JsonObject,
  type KeyPair,
  type RoomVersion,
  redact,
} from "@knockgen/auth";

/** Prefix of the 32-byte seed in the PKCS #8 form of an ed25519 key. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** Signs events in the name of a server. */
export class EventSigner {
  readonly serverName: string;
  readonly #key: () => KeyPair;
  #loaded: { readonly key: KeyPair; readonly private: KeyObject } | undefined;

  /** `key` gives the key of the moment. */
  constructor(serverName: string, key: () => KeyPair) {
    this.serverName = serverName;
    this.#key = key;
  }

  /** The part of `buildEvent`'s context that is ours. Versions 1 and 2 have IDs that are made up. */
  forEvents(version: RoomVersion): Pick<BuildContext, "server" | "signer" | "eventId"> {
    return {
      server: this.serverName,
      signer: (event) => this.sign(event, version),
      eventId: `$${randomBytes(18).toString("base64url")}:${this.serverName}`,
    };
  }

  /** A copy of an event with its content hash and our signature. */
  sign(event: JsonObject, version: RoomVersion): JsonObject {
    return this.addSignature(addContentHash(event), version);
  }

  /** A copy of an event that has its content hash, with our signature added. */
  addSignature(event: JsonObject, version: RoomVersion): JsonObject {
    const { signatures: _, unsigned: __, ...signed } = redact(event, version);
    const { key, private: loaded } = this.#load();
    const signature = sign(null, Buffer.from(canonicalEventJson(signed)), loaded);
    return addSignature(event, this.serverName, key.keyId, encodeBase64(signature));
  }

  #load(): { readonly key: KeyPair; readonly private: KeyObject } {
    const key = this.#key();
    if (this.#loaded?.key !== key) {
      const der = Buffer.concat([PKCS8_PREFIX, key.seed]);
      this.#loaded = { key, private: createPrivateKey({ key: der, format: "der", type: "pkcs8" }) };
    }
    return this.#loaded;
  }
}
