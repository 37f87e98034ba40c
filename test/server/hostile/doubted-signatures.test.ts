/** O1: how many signatures of one answer are looked at once more, where the platform has refused them. */
import {
  addContentHash,
  addSignature,
  canonicalEventJson,
  encodeBase64,
  generateKeyPair,
  type JsonObject,
  redact,
} from "@knockgen/auth";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { expect, test } from "vitest";
import { verifyEvents } from "../../../server/history/remote-events.js";

const { Point } = ed25519;
const ORDER = Point.Fn.ORDER;
const key = generateKeyPair("1");
const ROOM = "!room:them.example";

function draft(at: number): JsonObject {
  const event = {
    room_id: ROOM,
    sender: "@them:them.example",
    type: "m.room.message",
    content: { at },
    origin_server_ts: 1,
    depth: 1,
    prev_events: ["$a"],
    auth_events: ["$b"],
  };
  return addContentHash(event);
}

const scalarOf = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n) % ORDER;

/** Signed so that the check of RFC 8032 holds, and the stricter one of platforms does not: the nonce has a part of small order. */
function doubted(at: number): JsonObject {
  const event = draft(at);
  const message = new TextEncoder().encode(canonicalEventJson(redact(event, "10")));
  const { scalar, pointBytes } = ed25519.utils.getExtendedPublicKey(key.seed);
  const small = Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
  const nonce = Point.BASE.multiply(12_345n).add(small).toBytes();
  const k = scalarOf(sha512(Uint8Array.of(...nonce, ...pointBytes, ...message)));
  const s = (12_345n + k * scalar) % ORDER;
  const signature = [
    ...nonce,
    ...Array.from({ length: 32 }, (_, byte) => Number((s >> BigInt(8 * byte)) & 255n)),
  ];
  return addSignature(event, "them.example", key.keyId, encodeBase64(Uint8Array.from(signature)));
}

const forged = (at: number): JsonObject => addSignature(draft(at), "them.example", key.keyId, "A".repeat(86));

async function taken(events: readonly JsonObject[]): Promise<unknown[]> {
  const lookup = async () => () => [{ keyId: key.keyId, publicKey: key.publicKey }];
  const verified = await verifyEvents({ keys: { lookup } }, events, ROOM, "10");
  return verified.map(({ event }) => event.content.at);
}

test("O1: after 200 doubtful signatures, further ones are left out as if they had not come", async () => {
  const many = Array.from({ length: 199 }, (_, at) => forged(at));
  expect(await taken([...many, doubted(1_000), doubted(1_001)])).toEqual([1_000]);
  expect(await taken([doubted(1_001), ...many])).toEqual([1_001]);
});
