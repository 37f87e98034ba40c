/** The documents in which servers publish their keys (server-server API, "Publishing Keys"). */
import { emptyObject, isJsonObject, type JsonObject, type JsonValue, own, ownIn } from "../json/value.js";
import { decodePublicKey, ED25519_PREFIX } from "./ed25519.js";
import { signJson, verifyJson } from "./json.js";
import type { KeyPair, ServerKey } from "./keys.js";

/** A retired key and the time of its retirement. */
export interface RetiredKey {
  readonly keyId: string;
  readonly publicKey: string;
  readonly expiredTs: number;
}

/** The key document that we publish. */
export interface KeyDocumentOptions {
  readonly serverName: string;
  readonly validUntilTs: number;
  readonly retired?: readonly RetiredKey[];
}

/** A document that was checked: the keys of a server. */
export type KeyDocumentCheck =
  | { readonly ok: true; readonly validUntilTs: number; readonly keys: readonly ServerKey[] }
  | { readonly ok: false; readonly code: KeyDocumentErrorCode; readonly message: string };

/** Why a document does not count. */
export type KeyDocumentErrorCode = "keys/malformed" | "keys/other-server" | "keys/not-signed";

function keyObject(publicKey: string): Record<string, string | number> {
  return { key: publicKey };
}

/** Our own document, signed by each of the keys in use. */
export function signKeyDocument(options: KeyDocumentOptions, keys: readonly KeyPair[]): JsonObject {
  const verifyKeys = emptyObject();
  for (const key of keys) verifyKeys[key.keyId] = keyObject(key.publicKey);
  const oldKeys = emptyObject();
  for (const { keyId, publicKey, expiredTs } of options.retired ?? [])
    oldKeys[keyId] = { key: publicKey, expired_ts: expiredTs };
  const document: JsonObject = {
    server_name: options.serverName,
    valid_until_ts: options.validUntilTs,
    verify_keys: verifyKeys,
    old_verify_keys: oldKeys,
  };
  return keys.reduce((signed, key) => signJson(signed, options.serverName, key), document);
}

function publicKeyIn(keyId: string, value: JsonValue): string | undefined {
  const text = ownIn(value, "key");
  const isKey = keyId.startsWith(ED25519_PREFIX) && typeof text === "string" && decodePublicKey(text);
  return isKey ? text : undefined;
}

/** A key in use counts as that, whatever the document says of its retirement. */
function readKeys(document: JsonObject, obtainedTs: number, validUntilTs: number): ServerKey[] {
  const keys = new Map<string, ServerKey>();
  const present = own(document, "verify_keys");
  const old = own(document, "old_verify_keys");
  for (const [keyId, value] of Object.entries(isJsonObject(present) ? present : {})) {
    const publicKey = publicKeyIn(keyId, value);
    if (publicKey !== undefined) keys.set(keyId, { keyId, publicKey, validUntilTs, obtainedTs });
  }
  for (const [keyId, value] of Object.entries(isJsonObject(old) ? old : {})) {
    const publicKey = publicKeyIn(keyId, value);
    const expiredTs = ownIn(value, "expired_ts");
    if (publicKey !== undefined && typeof expiredTs === "number" && !keys.has(keyId))
      keys.set(keyId, { keyId, publicKey, expiredTs, obtainedTs });
  }
  return [...keys.values()];
}

/**
 * Checks a document that a server or a notary handed out: it is of that server and signed by one of the keys in use
 * that it lists. `obtainedTs` is when it was fetched; its keys count for seven days from then at most.
 */
export function verifyKeyDocument(
  document: JsonObject,
  serverName: string,
  obtainedTs: number,
): KeyDocumentCheck {
  const validUntilTs = own(document, "valid_until_ts");
  if (typeof validUntilTs !== "number" || !isJsonObject(own(document, "verify_keys")))
    return { ok: false, code: "keys/malformed", message: "valid_until_ts or verify_keys is missing" };
  if (own(document, "server_name") !== serverName)
    return { ok: false, code: "keys/other-server", message: `the document is not of ${serverName}` };
  const keys = readKeys(document, obtainedTs, validUntilTs);
  const inUse = new Map(
    keys.filter((key) => key.expiredTs === undefined).map((key) => [key.keyId, key.publicKey]),
  );
  const check = verifyJson(document, serverName, inUse);
  if (!check.ok) return { ok: false, code: "keys/not-signed", message: check.message };
  return { ok: true, validUntilTs, keys };
}
