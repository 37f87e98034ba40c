/** O8: caches are bounded by what their entries take of the heap. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import {
  generateKeyPair,
  type JsonObject,
  type JsonValue,
  parseJson,
  signJson,
  signKeyDocument,
} from "@knockgen/auth";
import { expect, it } from "vitest";
import { heapBytes } from "../../../server/bounds/heap-size.js";
import { SizedCache } from "../../../server/bounds/sized-cache.js";
import { KeyFetcher } from "../../../server/federation/keys/key-fetcher.js";
import { KeyRing } from "../../../server/federation/keys/key-ring.js";
import { OwnKeyRing } from "../../../server/federation/keys/own-keys.js";
import type { FederationRequest } from "../../../server/federation/transport/transport.js";
import { ProfileCache } from "../../../server/profile-cache.js";
import type { AccountRecord } from "../../../server/store/store.js";
import { MemoryKeyStore } from "../support/memory-key-store.js";
import "../../support/built.js";

it("O8: entries leave by their size, what was used longest ago first", () => {
  const cache = new SizedCache<string, number>({
    maxBytes: 100,
    sizeOf: (value) => value,
    isCrowded: () => false,
  });
  for (const [key, value] of [
    ["a", 40],
    ["b", 40],
    ["a", 40],
    ["c", 40],
  ] as const)
    cache.set(key, value);
  expect([cache.get("a"), cache.get("b"), cache.get("c"), cache.bytes]).toEqual([40, undefined, 40, 80]);
  // One that is larger than all that is allowed is kept alone.
  cache.set("d", 1_000);
  expect([cache.size, cache.get("d")]).toEqual([1, 1_000]);
  cache.set("d", 5);
  expect(cache.bytes).toBe(5);
});

const MIB = 1024 * 1024;

it("O8: where little of the heap is left, half is shed", () => {
  let isCrowded = false;
  const cache = new SizedCache<number, number>({
    maxBytes: 100 * MIB,
    sizeOf: () => MIB,
    isCrowded: () => isCrowded,
  });
  for (let at = 0; at < 20; at++) cache.set(at, at);
  expect(cache.size).toBe(20);
  isCrowded = true;
  cache.set(20, 20);
  expect([cache.size, cache.get(20), cache.get(0)]).toEqual([10, 20, undefined]);
});

const SHAPES: readonly (readonly [string, string])[] = [
  ["empty objects", `[${Array(20_000).fill("{}").join()}]`],
  ["objects", `[${Array(5_000).fill('{"a":1}').join()}]`],
  ["lists", `[${Array(20_000).fill("[]").join()}]`],
  ["text", JSON.stringify("x".repeat(65_000))],
  ["floats", `[${Array(10_000).fill("1.5").join()}]`],
];

/** In a process of its own, as nothing else may come and go meanwhile. */
const MEASURE = `
  const { parseJson } = await import(process.argv[1]);
  const text = process.argv[2];
  const kept = [];
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < 40; at++) kept.push(parseJson(text).value);
  gc();
  console.log((process.memoryUsage().heapUsed - before) / kept.length);
`;

it.each(SHAPES)("O8: what %s take of the heap is no more than they are taken for", (_, text) => {
  const engine = path.resolve(import.meta.dirname, "../../../auth/dist/index.js");
  const args = ["--expose-gc", "--input-type=module", "-e", MEASURE, engine, text];
  const taken = Number(execFileSync(process.execPath, args, { encoding: "utf8" }));
  const read = parseJson(text);
  const estimate = heapBytes(read.ok ? read.value : null);
  expect(taken / estimate).toBeLessThan(1.3);
  expect(taken / estimate).toBeGreaterThan(0.2);
});

const FILTER = `
  const { readEventFilter } = await import(process.argv[1]);
  const { wants } = readEventFilter({ types: ["m.*"] });
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < 50_000; at++) wants({ roomId: "", type: \`\${at}\${"x".repeat(200)}\`, sender: "", json: {} });
  gc();
  console.log(process.memoryUsage().heapUsed - before, wants({ type: "m.x", json: {} }), wants({ type: "1", json: {} }));
`;

it("O8: a filter remembers few of the types that it has seen", () => {
  const filter = path.resolve(import.meta.dirname, "../../../server/dist/sync/filter/event-filter.js");
  const args = ["--expose-gc", "--input-type=module", "-e", FILTER, filter];
  const [taken, ...fits] = execFileSync(process.execPath, args, { encoding: "utf8" }).trim().split(" ");
  expect(Number(taken)).toBeLessThan(MIB);
  expect(fits).toEqual(["true", "false"]);
});

/** As much as a key document or a profile may be, and what takes the most. */
const JUNK = [...Array(10_000)].map(() => ({}));

it("O8: documents of keys are kept by their size, under however many names they come", async () => {
  const key = generateKeyPair("1");
  const document = (serverName: string): JsonObject =>
    signJson({ ...signKeyDocument({ serverName, validUntilTs: 9e12 }, [key]), junk: JUNK }, serverName, key);
  const store = new MemoryKeyStore();
  const request = async ({ destination }: FederationRequest) =>
    ({ ok: true, value: document(destination) }) as const;
  const fetcher = new KeyFetcher({ transport: { request } });
  const ring = new KeyRing({ own: await OwnKeyRing.open("us.example", store), store, fetcher });
  const each = heapBytes(document("them0.example"));
  const names = Array.from({ length: Math.ceil((64 * MIB) / each) + 20 }, (_, at) => `them${at}.example`);
  for (const name of names) expect(await ring.keysOf(name, [{ keyIds: [key.keyId], ts: 1 }])).toHaveLength(1);
  expect(ring.bytes).toBeGreaterThan(each);
  expect(ring.bytes).toBeLessThanOrEqual(64 * MIB);
});

it("O8: accounts are kept by the size of their profiles", async () => {
  const account = async (userId: string): Promise<AccountRecord> => ({
    userId,
    passwordHash: "",
    displayName: undefined,
    avatarUrl: undefined,
    deactivated: false,
    fields: { "org.example.junk": JUNK },
  });
  const profiles = new ProfileCache({ account }, Date.now);
  for (let at = 0; at < 100; at++) await profiles.find(`@user${at}:us.example`);
  expect(profiles.bytes).toBeGreaterThan(heapBytes(JUNK));
  expect(profiles.bytes).toBeLessThanOrEqual(32 * MIB);
});

it("O8: an estimate looks at whatever nests", () => {
  const nested = (depth: number): JsonValue => (depth === 0 ? "x" : { a: [nested(depth - 1)] });
  expect(heapBytes(nested(500))).toBeGreaterThan(500 * 100);
});
