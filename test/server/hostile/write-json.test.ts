/** O1: answers of any size are written while others have their turn. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { writeJsonInTurns } from "../../../server/http/write-json.js";
import { writtenJson } from "../../../server/values/written-json.js";
import { startServer } from "../support/servers.js";
import { turnsDuring } from "../support/turns-during.js";

async function written(value: unknown): Promise<string | undefined> {
  const json = await writeJsonInTurns(value);
  return typeof json === "object" ? new TextDecoder().decode(json) : json;
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
