/** Signatures on objects, events, requests and key documents. */
import {
  contentHash,
  decodeBase64,
  encodeBase64,
  encodeBase64Url,
  eventId,
  formatXMatrix,
  generateKeyPair,
  isKeyCurrent,
  isKeyValidAt,
  type JsonObject,
  keyPairFromSeed,
  loadPdu,
  own,
  parseXMatrix,
  readPdu,
  readWrittenPdu,
  signEvent,
  signJson,
  signKeyDocument,
  signRequest,
  verifyEvent,
  verifyEventsAside,
  verifyJson,
  verifyKeyDocument,
  verifyRequest,
} from "@knockgen/auth";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ALICE, testRoom } from "./support/room.js";

const key = keyPairFromSeed("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1", "1");
const keys = new Map([[key.keyId, key.publicKey]]);
const keysOf = (server: string) =>
  server === "domain" ? [{ keyId: key.keyId, publicKey: key.publicKey }] : [];

test("the key of the specification's examples", () => {
  expect(key).toMatchObject({ keyId: "ed25519:1", publicKey: "XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI" });
  expect(() => keyPairFromSeed("AAAA", "1")).toThrow(RangeError);
  expect(() => keyPairFromSeed(key.seed, "a:b")).toThrow(RangeError);
});

test.each<[JsonObject, string]>([
  [{}, "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ"],
  [
    { one: 1, two: "Two" },
    "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw",
  ],
])("%j signed", (object, signature) => {
  const signed = signJson(object, "domain", key);
  expect(own(signed, "signatures")).toEqual({ domain: { "ed25519:1": signature } });
  expect(verifyJson(signed, "domain", keys)).toEqual({ ok: true, keyIds: ["ed25519:1"] });
});

test("the minimal event of the specification's examples", () => {
  const event: JsonObject = {
    room_id: "!x:domain",
    sender: "@a:domain",
    origin: "domain",
    origin_server_ts: 1_000_000,
    type: "X",
    content: {},
    prev_events: [],
    auth_events: [],
    depth: 3,
  };
  expect(contentHash(event)).toBe("5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos");
  const signed = signEvent(event, "4", "domain", key);
  expect(own(signed, "signatures")).toEqual({
    domain: {
      "ed25519:1": "KxwGjPSDEtvnFgU00fwFz+l6d2pJM6XBIaMEn81SXPTRl16AqLAYqfIReFGZlHi5KLjAWbOoMszkwsQma+lYAg",
    },
  });
  expect(eventId(signed, "4")).toBe("$8yif6p8EqgoSten2BLje9ntKm720NyFLWQv9tn8memc");
  expect(eventId(signed, "11")).toBe("$70O_oKlXzFbkfu0KE88USi98DjSWrOELrPj-8tisl8I");
});

test.each([
  ["nobody has signed", {}, "signature/missing"],
  ["an unknown key", { "ed25519:other": "AAAA" }, "signature/unknown-key"],
  ["another algorithm", { "rsa:1": "AAAA" }, "signature/missing"],
  ["not base64", { "ed25519:1": "%%" }, "signature/invalid"],
  ["a wrong signature", { "ed25519:1": "A".repeat(86) }, "signature/invalid"],
])("%s", (_, signatures, code) => {
  const object = { a: 1, signatures: { domain: signatures } };
  expect(verifyJson(object, "domain", keys)).toMatchObject({ ok: false, code });
});

test("one known key must verify, and of the known ones all", () => {
  const signed = signJson({ a: 1 }, "domain", key);
  const another = signJson(signed, "domain", keyPairFromSeed(new Uint8Array(32), "2"));
  expect(verifyJson(another, "domain", keys).ok).toBe(true);
  const wrong = new Map([...keys, ["ed25519:2", key.publicKey]]);
  expect(verifyJson(another, "domain", wrong)).toMatchObject({ ok: false, code: "signature/invalid" });
});

test("an event that was signed verifies until something of it changes", () => {
  const room = testRoom("10");
  const draft = room.make({ sender: "@u:domain", content: { body: "hi" }, raw: { signatures: {} } });
  const signed = signEvent(draft.json, "10", "domain", key);
  const check = (json: JsonObject) => {
    const read = readPdu(json, "10");
    if (!read.ok) throw new Error(read.error.message);
    return verifyEvent(read.value, "10", keysOf);
  };
  expect(check(signed)).toMatchObject({ ok: true, hashMatches: true });
  expect(check({ ...signed, unsigned: { age: 5 } })).toMatchObject({ ok: true, hashMatches: true });
  expect(check({ ...signed, content: { body: "ha" } })).toMatchObject({ ok: true, hashMatches: false });
  expect(check({ ...signed, depth: 99 })).toMatchObject({
    ok: false,
    code: "signature/invalid",
    server: "domain",
  });
});

test("O7: what is verified aside is as it is verified at once, or for that to say", async () => {
  const sign = (content: JsonObject): JsonObject => {
    const raw = { signatures: {} };
    return signEvent(testRoom("10").make({ sender: "@u:domain", content, raw }).json, "10", "domain", key);
  };
  const good = sign({ body: "hi" });
  const cases: [JsonObject, boolean][] = [
    [good, true],
    [{ ...good, content: { body: "ha" } }, true],
    [{ ...good, signatures: {} }, true],
    [{ ...good, depth: 99 }, false],
    [{ ...good, signatures: { domain: { [key.keyId]: "A".repeat(86) } } }, false],
    [{ ...good, signatures: { domain: { [key.keyId]: "%" } } }, false],
  ];
  const events = cases.map(([json]) => loadPdu(json, "10", "$x"));
  const expected = events.map((event, at) => (cases[at]?.[1] ? verifyEvent(event, "10", keysOf) : undefined));
  expect(await verifyEventsAside(events, "10", keysOf)).toEqual(expected);
  const read = cases.flatMap(([json]) => {
    const result = readWrittenPdu(json, "10");
    return result.ok ? [result.value] : [];
  });
  expect(await verifyEventsAside(read, "10", keysOf)).toEqual(expected);
  expect(await verifyEventsAside([], "10", keysOf)).toEqual([]);
});

test("a key counts for events of its time", () => {
  const day = 24 * 60 * 60 * 1000;
  const current = { keyId: "ed25519:1", publicKey: "", validUntilTs: 100 * day, obtainedTs: 10 * day };
  expect(isKeyValidAt(current, 16 * day, true)).toBe(true);
  expect(isKeyValidAt(current, 18 * day, true)).toBe(false);
  expect(isKeyValidAt(current, 18 * day, false)).toBe(true);
  const retired = { keyId: "ed25519:1", publicKey: "", expiredTs: 5 * day };
  expect(isKeyValidAt(retired, 5 * day, true)).toBe(true);
  expect(isKeyValidAt(retired, 6 * day, false)).toBe(false);
  expect(isKeyCurrent(current, 12 * day)).toBe(true);
  expect(isKeyCurrent(retired, 1)).toBe(false);
});

const request = {
  method: "PUT",
  uri: "/_matrix/federation/v1/send_knock/%21r/%24e",
  destination: "dest",
  content: { a: 1 },
};

test("a signed request tells who sent it", () => {
  const authorization = signRequest({ ...request, origin: "domain" }, key);
  expect(verifyRequest({ ...request, authorization }, keysOf, 0)).toEqual({ ok: true, origin: "domain" });
  expect(verifyRequest({ ...request, authorization: [authorization, "Bearer x"] }, keysOf, 0).ok).toBe(true);
});

test.each([
  ["another path", { uri: "/x" }, "request/bad-signature"],
  ["another body", { content: { a: 2 } }, "request/bad-signature"],
  ["no body", { content: undefined }, "request/bad-signature"],
  ["another server", { destination: "other" }, "request/other-destination"],
  ["no header", { authorization: [] }, "request/unsigned"],
  ["another scheme", { authorization: "Bearer x" }, "request/unsigned"],
  ["half a header", { authorization: 'X-Matrix origin="domain"' }, "request/malformed-header"],
] as const)("refused: %s", (_, change, code) => {
  const authorization = signRequest({ ...request, origin: "domain" }, key);
  expect(verifyRequest({ ...request, authorization, ...change }, keysOf, 0)).toMatchObject({
    ok: false,
    code,
  });
});

test.each([
  [
    'X-Matrix origin="a",destination="b",key="ed25519:k",sig="s"',
    { origin: "a", destination: "b", key: "ed25519:k", sig: "s" },
  ],
  [
    "X-Matrix origin=a.example:8448,key=ed25519:k,sig=abc+/",
    { origin: "a.example:8448", destination: undefined, key: "ed25519:k", sig: "abc+/" },
  ],
  [
    'x-matrix   Origin="a" ,\tKEY="k", sig="s",future="1"',
    { origin: "a", destination: undefined, key: "k", sig: "s" },
  ],
  [
    'X-Matrix origin="a,b\\"c",key="k",sig="s"',
    { origin: 'a,b"c', destination: undefined, key: "k", sig: "s" },
  ],
  ['X-Matrix ,origin="a",,key = "k" , sig= s,', { origin: "a", destination: undefined, key: "k", sig: "s" }],
  ['X-Matrix origin="a",key="k",sig=', undefined],
  ["X-Matrix ,,", undefined],
  ['X-Matrix origin="a",origin="b",key="k",sig="s"', undefined],
  ['X-Matrix origin="a,key="k",sig="s"', undefined],
  ['X-Matrix origin="a" key="k" sig="s"', undefined],
  ["X-Matrix ", undefined],
  ["Basic abc", undefined],
])("%s", (header, parsed) => {
  expect(parseXMatrix(header)).toEqual(parsed);
});

test("a header reads back as what was written", () => {
  const text = fc.string({ unit: "binary-ascii", minLength: 1 });
  fc.assert(
    fc.property(text, text, text, text, (origin, destination, id, sig) => {
      const header = { origin, destination, key: id, sig };
      expect(parseXMatrix(formatXMatrix(header))).toEqual(header);
    }),
  );
});

test("a key document holds what it was made of", () => {
  const second = generateKeyPair("b");
  const document = signKeyDocument(
    {
      serverName: "domain",
      validUntilTs: 1000,
      retired: [{ keyId: "ed25519:old", publicKey: second.publicKey, expiredTs: 5 }],
    },
    [key, second],
  );
  const check = verifyKeyDocument(document, "domain", 10);
  expect(check).toMatchObject({
    ok: true,
    validUntilTs: 1000,
    keys: [
      { keyId: "ed25519:1", obtainedTs: 10 },
      { keyId: "ed25519:b" },
      { keyId: "ed25519:old", expiredTs: 5 },
    ],
  });
  expect(verifyKeyDocument(document, "other", 10)).toMatchObject({ ok: false, code: "keys/other-server" });
  expect(verifyKeyDocument({ ...document, valid_until_ts: 9 }, "domain", 10)).toMatchObject({
    ok: false,
    code: "keys/not-signed",
  });
  expect(verifyKeyDocument({ server_name: "domain" }, "domain", 10)).toMatchObject({
    ok: false,
    code: "keys/malformed",
  });
});

test("base64 of both alphabets, padded or not", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const standard = Buffer.from(bytes).toString("base64");
      expect(encodeBase64(bytes)).toBe(standard.replace(/=+$/, ""));
      expect(encodeBase64Url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
      for (const text of [standard, encodeBase64(bytes), encodeBase64Url(bytes)])
        expect(decodeBase64(text)).toEqual(bytes);
    }),
  );
  expect(decodeBase64("A")).toBeUndefined();
  expect(decodeBase64("A B=")).toBeUndefined();
});

test("nobody signs for Alice", () => {
  const event = testRoom("10").make({ sender: ALICE });
  expect(verifyEvent(event, "10", () => [])).toMatchObject({
    ok: false,
    code: "signature/unknown-key",
    server: "a.example",
  });
});

test("what the signatures of an event cover is written once, however many servers have signed it", () => {
  const bare: JsonObject = {
    room_id: "!x:domain",
    sender: "@a:domain",
    type: "m.room.member",
    state_key: "@a:domain",
    content: { membership: "join", join_authorised_via_users_server: "@b:other" },
    origin_server_ts: 1,
    depth: 1,
    prev_events: [],
    auth_events: [],
  };
  const signed = signEvent(signEvent(bare, "10", "domain", key), "10", "other", key);
  let reads = 0;
  const hashes = {
    get sha256(): string {
      reads++;
      return contentHash(bare);
    },
  };
  const pdu = loadPdu({ ...signed, hashes }, "10", "$id");
  const check = verifyEvent(pdu, "10", () => [{ keyId: key.keyId, publicKey: key.publicKey }]);
  expect(check).toMatchObject({ ok: true, hashMatches: true, signedBy: new Set(["domain", "other"]) });
  // Besides that, it is compared with the content's hash.
  expect(reads).toBe(2);
});
