/** A client hands on the good entries of a list and reports the others, where it is asked to. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { dropMalformed, type MalformedEntry } from "../../generator/emit/runtime/drop-malformed.js";
import { emit, writeFolder } from "../generator/support/emit.js";
import { call, plain } from "./support/call.js";

const SPEC = `openapi: 3.1.0
info: { title: Doors, version: "1" }
servers: [{ url: "https://door.test" }]
paths:
  /doors:
    get:
      operationId: getDoors
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [doors]
                properties:
                  doors:
                    type: array
                    items:
                      type: object
                      required: [id]
                      properties: { id: { type: string }, keys: { type: array, minItems: 1, items: { type: integer } } }
`;
const spec = writeFolder([["api/doors/doors.yaml", SPEC]]);

interface Client {
  readonly getDoors: () => Promise<{ body: unknown }>;
}

async function ask(body: unknown, onMalformedEntry?: (entry: MalformedEntry) => void): Promise<unknown> {
  const { folder } = emit(spec, { emit: ["types", "validators", "client"], package: { name: "doors" } });
  const module = await import(pathToFileURL(path.join(folder, "client/doors.js")).href);
  const client: Client = module.createDoorsClient({
    baseUrl: "https://door.test",
    fetch: async () => Response.json(body),
    ...(onMalformedEntry && { onMalformedEntry }),
  });
  return (await client.getDoors()).body;
}

test("bad entries are left out and told, inner ones before outer ones", async () => {
  const told: MalformedEntry[] = [];
  const doors = [{ id: 1 }, { id: "a", keys: [1, "b", 2] }, null, { id: "c", keys: ["d"] }, { id: "e" }];
  const body = await ask({ doors }, (entry) => told.push(entry));
  expect(body).toEqual({ doors: [{ id: "a", keys: [1, 2] }, { id: "e" }] });
  // A list that must have an entry and has lost it makes its owner bad.
  expect(told.map(({ path: place, value }) => [place.join("."), value])).toEqual([
    ["doors.1.keys.1", "b"],
    ["doors.3.keys.0", "d"],
    ["doors.2", null],
    ["doors.0", { id: 1 }],
    ["doors.1", { id: "c", keys: [] }],
  ]);
  expect(told[0]).toMatchObject({ operationId: "getDoors", status: 200, issues: [{ keyword: "type" }] });
});

test("a problem in no list is thrown; without the option all is handed on", async () => {
  await expect(ask({ doors: "none" }, () => {})).rejects.toMatchObject({ name: "InvalidResponse" });
  await expect(ask([], () => {})).rejects.toMatchObject({ name: "InvalidResponse" });
  expect(await ask({ doors: [null] })).toEqual({ doors: [null] });
  await expect(
    call(plain, {}, { onMalformedEntry: () => {} }, () => Response.json({ a: "b" })),
  ).rejects.toMatchObject({ name: "InvalidResponse" });
});

test("a list without end is given up", () => {
  let rounds = 0;
  const result = dropMalformed(
    { list: Array.from({ length: 1_000 }, () => 0) },
    () => {
      rounds += 1;
      return { ok: false, issues: [{ path: ["list", 0], message: "no", keyword: "type" }] };
    },
    () => {},
  );
  expect(result.ok).toBe(false);
  expect(rounds).toBeLessThan(200);
});
