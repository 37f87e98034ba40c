/** O1: answers of any size are written while others have their turn. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { writeJsonInTurns } from "../../../server/answers/write-json.js";
import { laterList, laterObject } from "../../../server/values/read-later.js";
import { writtenJson } from "../../../server/values/written-json.js";
import { startServer } from "../support/servers.js";
import { turnsDuring } from "../support/turns-during.js";

async function written(value: unknown): Promise<string | undefined> {
  const json = await writeJsonInTurns(value);
  if (typeof json !== "object") return json;
  return new Response(json instanceof Uint8Array ? Uint8Array.from(json) : json).text();
}

const large = "x".repeat(40_000);
const many = Array.from({ length: 30_000 }, (_, at) => ({ at }));

it.each<[string, unknown]>([
  ["nothing", undefined],
  ["a list of small items", many],
  ["a list with what JSON cannot say", [...many, undefined, () => 1, Number.NaN]],
  ["an object with what JSON cannot say", { many, gone: undefined, more: () => 1, large, last: undefined }],
  ["members that are large, after each other and between small ones", { a: large, b: large, c: 1, d: large }],
  ["items that are large", [large, 1, [large, [many]], large, "", {}]],
  ["nothing but what JSON cannot say", [{ a: undefined }, large, { b: undefined }, many]],
  ["a dangerous key", { large, ["__proto__"]: { many }, constructor: 1 }],
  ["text that needs escapes", [`"\\\u0000\ud800${large}`, { [`"${large}\n`]: large }]],
  ["something that writes itself", { large, when: new Date(0), list: many }],
  ["a text of JSON", writtenJson(JSON.stringify({ large, many }))],
  [
    "texts of JSON among others",
    [{ a: writtenJson(JSON.stringify({ large })), b: 1 }, writtenJson("{}"), many],
  ],
  ["keys of many members", Object.fromEntries(many.map(({ at }) => [`k${at}`, at]))],
])("writes %s as JSON.stringify does", async (_, value) => {
  expect(await written(value)).toBe(JSON.stringify(value));
});

it("writes any value as JSON.stringify does", async () => {
  const value = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(null, 1, true, "text", large, undefined, many.slice(0, 5_000)),
      fc.array(tie("tree"), { maxLength: 6 }),
      fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e", "__proto__"), tie("tree"), { maxKeys: 5 }),
    ),
  })).tree;
  await fc.assert(
    fc.asyncProperty(value, async (each) => {
      expect(await written(each)).toBe(JSON.stringify(each));
    }),
    { numRuns: 200 },
  );
});

/** Anything, with lists and objects that are read later in place of some; `parts` says where these are cut. */
function withLater(value: unknown, parts: number): unknown {
  const cut = function* <T>(all: readonly T[]): Generator<T[]> {
    for (let at = 0; at < all.length; at += parts) yield all.slice(at, at + parts);
  };
  if (Array.isArray(value)) {
    const items = value.map((each) => withLater(each, parts));
    return laterList(async function* () {
      yield* cut(items);
    });
  }
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, each]) => [key, withLater(each, parts)] as const);
  return laterObject(async function* () {
    yield* cut(members);
  });
}

it("writes what is read later as if it had been there", async () => {
  const value = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(null, 1, "text", large, many.slice(0, 100)),
      fc.array(tie("tree"), { maxLength: 6 }),
      fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e"), tie("tree"), { maxKeys: 5 }),
    ),
  })).tree;
  await fc.assert(
    fc.asyncProperty(value, fc.integer({ min: 1, max: 50 }), async (each, parts) => {
      const text = JSON.stringify({ before: 1, each, after: large });
      expect(await written({ before: 1, each: withLater(each, parts), after: large })).toBe(text);
    }),
    { numRuns: 60 },
  );
});

it("O8 what is read later is read when the reader has taken what came before, and no more once it has gone", async () => {
  let read = 0;
  let isLeft = false;
  const endless = laterList(async function* () {
    try {
      for (;;) {
        read++;
        yield [large];
      }
    } finally {
      isLeft = true;
    }
  });
  const stream = await writeJsonInTurns({ endless });
  if (!(stream instanceof ReadableStream)) throw new Error("not a stream");
  const reader = stream.getReader();
  expect(read).toBe(2);
  for (let at = 0; at < 4; at++) await reader.read();
  expect(read).toBeLessThanOrEqual(5);
  await reader.cancel();
  expect(isLeft).toBe(true);
});

it("a reader that goes away while its answer is read is no error", async () => {
  let goOn = (): void => {};
  const later = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const slow = laterList(async function* () {
    for (let at = 0; at < 4; at++) yield [large, large];
    await later;
    yield [large];
  });
  const errors: unknown[] = [];
  const stream = await writeJsonInTurns({ slow }, (error) => errors.push(error));
  if (!(stream instanceof ReadableStream)) throw new Error("a stream was expected");
  const reader = stream.getReader();
  const all = (async () => {
    while (!(await reader.read()).done);
  })();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const gone = reader.cancel();
  goOn();
  await Promise.all([all, gone]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(errors).toEqual([]);
});

it("what is read later and turns out to be small comes in one piece", async () => {
  const small = laterList(async function* () {
    yield ["a"];
    yield ["b"];
  });
  expect(await writeJsonInTurns({ small })).toBeInstanceOf(Uint8Array);
});

it("an answer that cannot be read to its end breaks off", async () => {
  const broken = laterList(async function* () {
    yield [1];
    throw new Error("the database has gone");
  });
  await expect(written([broken])).rejects.toThrow("the database has gone");
});

it("takes turns", async () => {
  const work = writeJsonInTurns({ list: Array.from({ length: 50 }, () => many) });
  expect(await turnsDuring(work)).toBeGreaterThan(3);
});

it("account data as large as it may be comes back whole, alone and in a sync", async () => {
  const server = await startServer();
  try {
    const alice = await server.user("alice");
    const path = (type: string): string => `/user/${encodeURIComponent(alice.userId)}/account_data/${type}`;
    const pieces = [
      { list: Array.from({ length: 300_000 }, () => ({})) },
      { many },
      { large },
      { half: 0.5 },
    ];
    for (const [at, piece] of pieces.entries()) {
      await alice.ok("PUT", path(`org.example.${at}`), { was: "else" });
      await alice.ok("PUT", path(`org.example.${at}`), piece);
      expect(await alice.ok("GET", path(`org.example.${at}`))).toEqual(piece);
    }
    const { events } = (await alice.sync()).account_data;
    const kept = events.filter(({ type }: { type: string }) => type.startsWith("org.example."));
    expect(kept.map(({ content }: { content: unknown }) => content)).toEqual(pieces);
  } finally {
    await server.close();
  }
});
