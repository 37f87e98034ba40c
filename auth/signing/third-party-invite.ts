/** The signatures of an identity server inside third-party invites. */
import { utf8 } from "../digest.js";
import { tryCanonicalEventJson } from "../json/canonical.js";
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  ownIn,
  without,
} from "../json/value.js";
import { decodePublicKey, ED25519_PREFIX, verifyBytes } from "./ed25519.js";

/**
 * How many pairs of a signature and a key are tried. An invite has one of each; an event could hold hundreds of
 * both, and the time to try all of them would be the attacker's to choose.
 */
const MAX_ATTEMPTS = 64;

function publicKeys(content: JsonObject): Uint8Array[] {
  const listed = own(content, "public_keys");
  const texts: (JsonValue | undefined)[] = [own(content, "public_key")];
  if (isJsonArray(listed)) for (const entry of listed) texts.push(ownIn(entry, "public_key"));
  return [...new Set(texts)]
    .map((text) => (typeof text === "string" ? decodePublicKey(text) : undefined))
    .filter((key) => key !== undefined);
}

function ed25519Signatures(signed: JsonObject): string[] {
  const servers = own(signed, "signatures");
  if (!isJsonObject(servers)) return [];
  const found = new Set<string>();
  for (const keys of Object.values(servers)) {
    if (!isJsonObject(keys)) continue;
    for (const [id, signature] of Object.entries(keys))
      if (id.startsWith(ED25519_PREFIX) && typeof signature === "string") found.add(signature);
  }
  return [...found];
}

function verify(signed: JsonObject, content: JsonObject): boolean {
  const text = tryCanonicalEventJson(without(signed, "signatures", "unsigned"));
  if (!text.ok) return false;
  const message = utf8(text.value);
  let attempts = 0;
  for (const key of publicKeys(content)) {
    for (const signature of ed25519Signatures(signed)) {
      if (attempts++ >= MAX_ATTEMPTS) return false;
      if (verifyBytes(message, signature, key)) return true;
    }
  }
  return false;
}

/** One event is judged against several states, and its signatures must not be paid for each time. */
const verdicts = new WeakMap<JsonObject, WeakMap<JsonObject, boolean>>();

/**
 * Whether a signature of any server in what `invite` has signed, the `third_party_invite` of a membership, verifies under a
 * key of the `m.room.third_party_invite` content. Neither object may change afterwards: the answer is remembered for as long
 * as they live. (What is signed may be read anew each time, where a server holds no more than its text.)
 */
export function isInviteSigned(invite: JsonObject, content: JsonObject): boolean {
  let known = verdicts.get(invite);
  if (known === undefined) {
    known = new WeakMap();
    verdicts.set(invite, known);
  }
  let verdict = known.get(content);
  if (verdict === undefined) {
    const signed = own(invite, "signed");
    verdict = isJsonObject(signed) && verify(signed, content);
    known.set(content, verdict);
  }
  return verdict;
}
