/** Signatures and hashes of events (server-server API, "Signing Events"). */
import { decodeBase64 } from "../base64.js";
import { contentHash, tryContentHash } from "../hash.js";
import { domainOf } from "../identifier/domain.js";
import { canonicalEventJson, encoded } from "../json/canonical.js";
import type { JsonError, Result } from "../json/error.js";
import { emptyObject, isJsonObject, type JsonObject, own, ownIn, without } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import { canonicalReference, redact } from "../redact.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import { acceptsAside, verifyBytes } from "./ed25519.js";
import {
  addSignature,
  type SignatureCheck,
  type SignatureErrorCode,
  signatureOf,
  type Verifier,
  verifyOver,
} from "./json.js";
import { isKeyValidAt, type KeyLookup, type KeyPair, type ServerKey } from "./keys.js";

/** Result of checking signatures: facts about the event if all required ones are good, otherwise the bad one. */
export type EventCheck =
  | {
      readonly ok: true;
      /** The servers whose signatures were verified. */
      readonly signedBy: ReadonlySet<string>;
      /** Whether the content hash fits. If not, only the redacted event may be used. */
      readonly hashMatches: boolean;
    }
  | {
      readonly ok: false;
      readonly server: string;
      readonly code: SignatureErrorCode;
      readonly message: string;
    };

/** A copy of an event with its content hash. */
export function addContentHash(event: JsonObject): JsonObject {
  const hashes = emptyObject();
  const present = own(event, "hashes");
  if (isJsonObject(present)) for (const [name, hash] of Object.entries(present)) hashes[name] = hash;
  hashes.sha256 = contentHash(event);
  const hashed = without(event);
  hashed.hashes = hashes;
  return hashed;
}

/** A copy of an event with one more signature, over its redacted form. The content hash must be there already. */
export function addEventSignature(
  event: JsonObject,
  roomVersion: AnyRoomVersion,
  server: string,
  key: KeyPair,
): JsonObject {
  return addSignature(event, server, key.keyId, signatureOf(redact(event, roomVersion), key));
}

/** A copy of an event that we send: with its content hash and our signature. Throws a `JsonError` as encoders do. */
export function signEvent(
  event: JsonObject,
  roomVersion: AnyRoomVersion,
  server: string,
  key: KeyPair,
): JsonObject {
  return addEventSignature(addContentHash(event), roomVersion, server, key);
}

/** Whether the content hash of an event fits its content. Hashes are compared decoded. */
export function contentHashMatches(event: JsonObject): boolean {
  return statesHash(event, tryContentHash(event));
}

function statesHash(event: JsonObject, made: string | undefined): boolean {
  const stated = ownIn(own(event, "hashes"), "sha256");
  if (typeof stated !== "string" || made === undefined) return false;
  if (stated === made) return true;
  const bytes = decodeBase64(stated);
  const expected = decodeBase64(made);
  if (bytes === undefined || expected === undefined) return false;
  if (bytes.length !== expected.length) return false;
  return bytes.every((byte, at) => byte === expected[at]);
}

/** Whether an event is an invite that answers a third-party invite, which its sender's server need not have signed. */
export function isThirdPartyInvite(event: Pdu): boolean {
  if (event.type !== "m.room.member" || ownIn(event.content, "membership") !== "invite") return false;
  return Object.hasOwn(event.content, "third_party_invite");
}

/** The servers without whose signatures an event is dropped. */
export function requiredSigners(event: Pdu, roomVersion: AnyRoomVersion): readonly string[] {
  const signers = isThirdPartyInvite(event) ? [] : [domainOf(event.sender) ?? ""];
  if (knownRules(roomVersion).eventId !== "chosen") return signers;
  const named = domainOf(event.eventId) ?? "";
  return signers.includes(named) ? signers : [...signers, named];
}

/** The server that lets a member into a restricted room; the rules ask for its signature, not this check. */
function authorisingServer(event: Pdu, roomVersion: AnyRoomVersion): string | undefined {
  const user = own(event.content, "join_authorised_via_users_server");
  if (!knownRules(roomVersion).restrictedJoins || typeof user !== "string") return undefined;
  return domainOf(user);
}

/**
 * Checks the signatures and the content hash of an event with the keys at hand (checks 2 and 3 on receipt). The
 * signatures cover the redacted form, so a redacted copy passes as well, its hash apart.
 */
export function verifyEvent(event: Pdu, roomVersion: AnyRoomVersion, keysOf: KeyLookup): EventCheck {
  return verifyBy(event, roomVersion, keysOf, verifyBytes);
}

/**
 * As `verifyEvent`, for many events at once: where the platform has threads for it, as Node has, the one that asks only prepares
 * what they verify (O7). Undefined where `verifyEvent` has to be asked, since a signature is bad or for no platform to judge.
 */
export function verifyEventsAside(
  events: readonly Pdu[],
  roomVersion: AnyRoomVersion,
  keysOf: KeyLookup,
): Promise<readonly (EventCheck | undefined)[]> {
  return new Promise((resolve) => {
    const doubted = new Set<number>();
    const checks: EventCheck[] = [];
    // One promise for all: with tens of thousands of signatures, a promise for each is a good part of what there is to do.
    let open = 1;
    const close = (): void => {
      if (--open === 0) resolve(checks.map((check, at) => (doubted.has(at) ? undefined : check)));
    };
    for (const [at, event] of events.entries()) {
      const verify: Verifier = (message, signature, publicKey) => {
        open++;
        acceptsAside(message, signature, publicKey, (isGood) => {
          if (!isGood) doubted.add(at);
          close();
        });
        // Taken for granted until the answers are there.
        return true;
      };
      checks.push(verifyBy(event, roomVersion, keysOf, verify));
    }
    close();
  });
}

function verifyBy(event: Pdu, roomVersion: AnyRoomVersion, keysOf: KeyLookup, verify: Verifier): EventCheck {
  const { written } = event;
  const { keyValidity } = knownRules(roomVersion);
  let text: Result<string, JsonError> | undefined;
  // Written once, however many servers have to have signed.
  const covered = (): Result<string, JsonError> => {
    text ??=
      written === undefined
        ? encoded(() => canonicalReference(event.json, roomVersion, canonicalEventJson))
        : { ok: true, value: written.covered };
    return text;
  };
  const check = (server: string): SignatureCheck => {
    const keys = keysOf(server);
    const isIt = (key: ServerKey, keyId: string): boolean =>
      key.keyId === keyId && isKeyValidAt(key, event.originServerTs, keyValidity);
    const publicKey = (keyId: string): string | undefined =>
      keys.findLast((key) => isIt(key, keyId))?.publicKey;
    return verifyOver(event.json, server, publicKey, covered, verify);
  };
  const signedBy = new Set<string>();
  for (const server of requiredSigners(event, roomVersion)) {
    const signature = check(server);
    if (!signature.ok) return { ok: false, server, code: signature.code, message: signature.message };
    signedBy.add(server);
  }
  const authoriser = authorisingServer(event, roomVersion);
  if (authoriser !== undefined && !signedBy.has(authoriser) && check(authoriser).ok) signedBy.add(authoriser);
  const hashMatches =
    written === undefined ? contentHashMatches(event.json) : statesHash(event.json, written.contentHash);
  return { ok: true, signedBy, hashMatches };
}
