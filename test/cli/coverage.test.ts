/** `generate --coverage`: for each document, what was seen and what was done with it; the same in the manifest. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { coverageOf } from "../../generator/coverage/coverage.js";
import { kindAround } from "../../generator/coverage/kinds.js";
import { Diagnostics } from "../../generator/diagnostic.js";
import { loadSpec } from "../../generator/load/load.js";
import { temporaryFolder, writeFolder } from "../generator/support/emit.js";
import { command } from "../support/command.js";

const SPEC = `openapi: 3.1.0
info: { title: Doors, version: "1" }
servers: [{ url: "https://door.test" }]
components:
  schemas:
    Door: { type: object, properties: { minLength: { type: string, minLength: 1, format: zip, example: a, x-note: b } } }
paths:
  /doors/{id}:
    get:
      operationId: getDoor
      parameters: [{ in: path, name: id, required: true, schema: { type: string } }]
      responses:
        "200":
          description: ok
          links: { self: { operationId: getDoor } }
          content: { application/json: { schema: { $ref: "#/components/schemas/Door" } } }
`;

interface Run {
  readonly stdout: string;
  readonly status: number | null;
  readonly out: string;
}

async function run(text: string, ...more: string[]): Promise<Run> {
  return runFolder(writeFolder([["doors.yaml", text]]), ...more);
}

async function runFolder(spec: string, ...more: string[]): Promise<Run> {
  const out = path.join(temporaryFolder(), "out");
  const args = ["generate", "--spec", spec, "--out", out, "--coverage", ...more];
  const { stdout, status } = await command(args, { folder: path.dirname(out) });
  return { stdout, status, out };
}

test("a table for people", async () => {
  const { stdout, status } = await run(SPEC);
  expect(status).toBe(0);
  const row = (name: string): string =>
    stdout
      .split("\n")
      .find((line) => line.trim().startsWith(`${name} `))
      ?.trim()
      .replace(/ +/g, " ") ?? "";
  expect(row("1")).toBe("1 document carried out said less refused left out");
  // A property called like a keyword is a property.
  expect(row("schema.minLength")).toBe("schema.minLength 1");
  expect(stdout).toMatch(/^ {2}schema\.format {20,}1$/m);
  expect(stdout).toMatch(/^ {2}response\.links {40,}1$/m);
  expect(stdout).toContain("doors.yaml: said less: schema.format\n");
});

test("by document, for machines and in the manifest", async () => {
  const { stdout, out } = await run(SPEC, "--json");
  const { coverage } = JSON.parse(stdout);
  expect(coverage).toEqual([
    {
      file: "doors.yaml",
      carriedOut: expect.objectContaining({ "schema.minLength": 1, "schema.type": 3, "parameter.in": 1 }),
      saidLess: { "schema.format": 1 },
      refused: {},
      leftOut: { "document.info": 1, "response.links": 1, "schema.example": 1, "schema.x-…": 1 },
    },
  ]);
  const manifest = JSON.parse(readFileSync(path.join(out, "manifest.json"), "utf8"));
  expect(manifest.coverage).toEqual(coverage);
});

test("a document that is refused says by what", async () => {
  const { stdout, status } = await run(SPEC.replace("minLength: 1,", 'pattern: "(",'));
  expect(status).toBe(1);
  expect(stdout).toContain("doors.yaml: refused: schema.pattern\n");
});

test("components that nothing uses, formats that are not asserted and operations that are left out are not called carried out", async () => {
  const doors = `openapi: 3.0.3
info: { title: Doors, version: "1" }
security: [{ key: [] }]
components:
  securitySchemes: { $ref: schemes.yaml }
  schemas:
    Door: { type: object, properties: { opened: { type: string, format: date-time } }, $defs: { Idle: { type: string } } }
    Wall: { $ref: "#/components/schemas/Brick" }
    Brick: { type: object, minProperties: 1 }
  responses: { Gone: { description: gone } }
paths:
  /door:
    get:
      operationId: getDoor
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Door" } } } } }
    put: { operationId: putDoor, responses: { "200": { $ref: "#/components/responses/Gone" } } }
`;
  const schemes = `key: { type: apiKey, in: header, name: X-Key }\nbasic: { type: http, scheme: basic }\n`;
  const spec = writeFolder([
    ["doors.yaml", doors],
    ["schemes.yaml", schemes],
  ]);
  const { stdout } = await runFolder(spec, "--json", "--leave-out", "putDoor");
  const [{ carriedOut, leftOut }, parts] = JSON.parse(stdout).coverage;
  expect(leftOut).toEqual({
    "components.responses (unused)": 1,
    "components.schemas (unused)": 2,
    "document.info": 1,
    "operation (left out)": 1,
    "schema.$defs (unused)": 1,
    "schema.format (not asserted)": 1,
  });
  expect(carriedOut).not.toHaveProperty("schema.minProperties");
  expect(parts).toMatchObject({
    file: "schemes.yaml",
    carriedOut: { "security scheme.in": 1, "security scheme.type": 2 },
    leftOut: {},
  });
  const asserted = JSON.parse((await runFolder(spec, "--json", "--assert-formats")).stdout).coverage[0];
  expect(asserted.carriedOut).toMatchObject({ "schema.format": 1, "response.description": 2 });
});

test("a component that has a name of its own may be referred to by that", () => {
  const named = SPEC.replace("Door: { type: object", "Door: { $anchor: door, type: object").replace(
    "#/components/schemas/Door",
    "#door",
  );
  const diagnostics = new Diagnostics();
  const loaded = loadSpec({ spec: writeFolder([["doors.yaml", named]]) }, diagnostics);
  expect(coverageOf(loaded, diagnostics)[0]?.leftOut).not.toHaveProperty(["components.schemas (unused)"]);
});

const BOTH = ["link/unresolved-ref", "lower/invalid-schema"] as const;

test.each([BOTH, [...BOTH].reverse()])("of %s and %s at one place, the severer one counts", (...codes) => {
  const diagnostics = new Diagnostics();
  const loaded = loadSpec({ spec: writeFolder([["doors.yaml", SPEC]]) }, diagnostics);
  const origin = { file: "doors.yaml", pointer: "/components/schemas/Door/properties/minLength/format" };
  for (const code of codes) diagnostics.report(code, "wrong", origin);
  expect(diagnostics.everything.map(({ severity }) => severity).sort()).toEqual(["error", "warning"]);
  expect(coverageOf(loaded, diagnostics)).toMatchObject([{ refused: { "schema.format": 1 }, saidLess: {} }]);
});

test.each(["constructor", "toString", "shelves"])("a file with a member %s is not a document", (name) => {
  expect(kindAround(`/${name}/x`, "parameter")).toBe("{}{}parameter");
  expect(kindAround("/components/parameters/x", "parameter")).toBe("document");
});
