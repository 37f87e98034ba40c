/** Recorded canonical JSON, redactions, hashes and signatures. */
import { utf8 } from "../digest.js";
import { contentHash, eventId, referenceHash } from "../hash.js";
import { canonicalEventJson, tryCanonicalEventJson, tryCanonicalJson } from "../json/canonical.js";
import { parseJson } from "../json/parse.js";
import { type JsonObject, type JsonValue, own, without } from "../json/value.js";
import { loadPdu } from "../pdu/pdu.js";
import { redact } from "../redact.js";
import type { RoomVersion } from "../room-version/rules.js";
import { isRoomVersion } from "../room-version/table.js";
import { signEvent } from "../signing/event.js";
import { signJson, verifyJson } from "../signing/json.js";
import { type KeyPair, keyPairFromSeed } from "../signing/keys.js";
import { signRequest, verifyRequest } from "../signing/request.js";
import { parseXMatrix } from "../signing/x-matrix.js";
import { AGREES, type Agreement, all, disagrees, object, sameText, text } from "./agreement.js";

/** The key that a file of signatures begins with. */
export interface Signer {
  readonly name: string;
  readonly key: KeyPair;
}

/** As `sameText`, for a text that only some lines have. */
function sameIfGiven(what: string, ours: string, theirs: JsonValue | undefined): Agreement {
  return typeof theirs === "string" ? sameText(what, ours, theirs) : AGREES;
}

function hex(content: string): string {
  return Array.from(utf8(content), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Compares reading and encoding with a recorded text. */
export function compareCanonical(line: JsonObject): Agreement {
  const read = parseJson(text(line, "input"));
  if (text(line, "parse") === "reject") return read.ok ? disagrees("taken for JSON") : AGREES;
  if (!read.ok) return disagrees(read.error.message);
  const outcomes = [
    { name: "v1_5", encoded: tryCanonicalEventJson(read.value) },
    { name: "v6", encoded: tryCanonicalJson(read.value, { strict: true }) },
  ];
  return all(
    ...outcomes.map(({ name, encoded }) => {
      if ((text(line, name) === "ok") !== encoded.ok)
        return disagrees(`${name}: ${encoded.ok ? "ok" : "reject"}`);
      if (!encoded.ok) return AGREES;
      return all(
        sameText(name, encoded.value, own(line, "canonical")),
        sameIfGiven(`${name} in hex`, hex(encoded.value), own(line, "canonical_hex")),
      );
    }),
  );
}

function inRoomVersion(line: JsonObject, compare: (version: RoomVersion) => Agreement): Agreement {
  const version = own(line, "room_version");
  return isRoomVersion(version) ? compare(version) : disagrees("unknown room version");
}

/** Compares a redaction, as bytes. */
export function compareRedaction(line: JsonObject): Agreement {
  return inRoomVersion(line, (version) =>
    sameText(
      "redacted",
      canonicalEventJson(redact(object(line, "event"), version)),
      canonicalEventJson(object(line, "redacted")),
    ),
  );
}

function urlSafe(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

/** The bytes that the recording server hashed. It leaves out some top-level keys that the text keeps. */
function hashedBySelf(event: JsonObject): JsonObject {
  return without(event, "unsigned", "signatures", "hashes", "age_ts", "outlier", "destinations");
}

/** Compares hashes, the event ID and the room ID. */
export function compareHashes(line: JsonObject): Agreement {
  const event = object(line, "event");
  const written = own(line, "departs") === true ? "spec_content_hash" : "content_hash";
  return inRoomVersion(line, (version) => {
    const reference = referenceHash(event, version);
    const id = eventId(event, version);
    return all(
      sameText("content hash", contentHash(event), own(line, written)),
      sameIfGiven("content hash of the server", contentHash(hashedBySelf(event)), own(line, "content_hash")),
      sameIfGiven("what is hashed", canonicalEventJson(hashedBySelf(event)), own(line, "content_hash_input")),
      sameText("reference hash", reference, own(line, "reference_hash")),
      sameIfGiven("URL-safe", urlSafe(reference), own(line, "reference_hash_urlsafe")),
      sameText("event ID", id, own(line, "event_id")),
      sameIfGiven("room ID", loadPdu(event, version, id).roomId, own(line, "room_id")),
    );
  });
}

/** The key of a file of signatures. */
export function readSigner(line: JsonObject): Signer {
  const [, version = ""] = text(line, "key_id").split(":");
  return { name: text(line, "server_name"), key: keyPairFromSeed(text(line, "seed_base64"), version) };
}

function compareRequest(line: JsonObject, { name, key }: Signer): Agreement {
  const content = own(line, "content") ?? undefined;
  const request = {
    method: text(line, "method"),
    uri: text(line, "uri"),
    destination: text(line, "destination"),
    ...(content === undefined ? {} : { content }),
  };
  const recorded = text(line, "authorization");
  const ours = parseXMatrix(signRequest({ ...request, origin: text(line, "origin") }, key));
  const keysOf = (server: string) =>
    server === name ? [{ keyId: key.keyId, publicKey: key.publicKey }] : [];
  const check = verifyRequest({ ...request, authorization: recorded }, keysOf, 0);
  if (!check.ok) return disagrees(check.message);
  return sameText("signature", ours?.sig ?? "", parseXMatrix(recorded)?.sig);
}

/** Compares a signature, made by us and, where it is recorded, verified by us. */
export function compareSignature(line: JsonObject, signer: Signer): Agreement {
  const { name, key } = signer;
  const recorded = object(line, "signed");
  switch (text(line, "kind")) {
    case "key":
      return sameText("public key", key.publicKey, own(line, "public_key_base64"));
    case "event":
      return inRoomVersion(line, (version) =>
        sameText(
          "signed",
          canonicalEventJson(signEvent(object(line, "event"), version, name, key)),
          canonicalEventJson(recorded),
        ),
      );
    case "json": {
      const check = verifyJson(recorded, name, new Map([[key.keyId, key.publicKey]]));
      if (!check.ok) return disagrees(check.message);
      return sameText(
        "signed",
        canonicalEventJson(signJson(object(line, "object"), name, key)),
        canonicalEventJson(recorded),
      );
    }
    case "request":
      return compareRequest(line, signer);
    default:
      return disagrees("unknown kind of signature");
  }
}
