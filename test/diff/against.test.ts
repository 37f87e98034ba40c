import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findUsages } from "../../generator/diff/against/usages.js";
import { diffReleases } from "../../generator/diff/diff.js";
import { releaseFrom } from "./support.js";

const api = (paths: string): string =>
  `openapi: 3.1.0\nservers: [{ url: /_matrix/client/v3 }]\npaths:\n${paths}`;
const get = (lock: string, color: string): string => `  /doors/{doorId}:
    get:
      operationId: getDoor
      parameters: [{ in: path, name: doorId, required: true, schema: { type: string } }]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties: { ${color} lock: { type: object, required: [kind], properties: { ${lock} } } }
`;
const open = `  /doors/{doorId}/open:
    post:
      operationId: openDoor
      parameters: [{ in: path, name: doorId, required: true, schema: { type: string } }]
      responses: { "200": { description: ok } }
`;
const bell = (type: string): string =>
  `type: object\nproperties: { type: { const: m.door.bell }, content: { type: object, properties: { tune: { type: ${type} } } } }`;

const old = releaseFrom("old", {
  "api/client-server/doors.yaml": api(get("kind: { type: string }", "color: { type: string },") + open),
  "event-schemas/schema/m.door.bell.yaml": bell("string"),
});
const next = releaseFrom("new", {
  "api/client-server/doors.yaml": api(get("kind: { type: integer }", "")),
  "event-schemas/schema/m.door.bell.yaml": bell("integer"),
});

test("handlers, calls, types, events and properties that meet a change, by file and line", () => {
  const report = diffReleases(old, next);
  const folder = fileURLToPath(new URL("against", import.meta.url));
  const found = findUsages(report, old, new Map(), folder).map(
    ({ file, line, what, name, changes }) =>
      `${file}:${line} ${what} ${name}: ${changes.map((id) => id.replace("client-server/", "")).join(", ")}`,
  );
  const color = "property-removed getDoor response 200 body.color";
  const kind = "type-changed getDoor response 200 body.lock.kind";
  const gone = "operation-removed openDoor operation";
  const tune = "type-changed m.door.bell event content.tune";
  expect(found).toEqual([
    `src/bot.ts:8 call getDoor: ${color}, ${kind}`,
    `src/bot.ts:9 type GetDoorResponse200: ${color}, ${kind}`,
    `src/bot.ts:10 call openDoor: ${gone}`,
    `src/bot.ts:11 property color: ${color}`,
    `src/bot.ts:11 property kind: ${kind}`,
    `src/bot.ts:14 type DoorBellContent: ${tune}`,
    `src/bot.ts:15 event m.door.bell: ${tune}`,
    `src/bot.ts:16 property tune: ${tune}`,
    `src/handlers.ts:4 handler getDoor: ${color}, ${kind}`,
    `src/handlers.ts:5 property color: ${color}`,
    `src/handlers.ts:5 property kind: ${kind}`,
    `src/handlers.ts:7 handler openDoor: ${gone}`,
    `src/handlers.ts:11 handler getDoor: ${color}, ${kind}`,
    `src/handlers.ts:12 handler openDoor: ${gone}`,
  ]);
});

test("what is only stricter in generated code is looked for as well", () => {
  const checked = releaseFrom("checked", {
    "api/client-server/doors.yaml": api(
      get("kind: { type: string, format: mx-user-id }", "color: { type: string },") + open,
    ),
    "event-schemas/schema/m.door.bell.yaml": bell("string"),
  });
  const report = diffReleases(old, checked);
  expect(report.changes.map(({ severity }) => severity)).toEqual(["stricter"]);
  const folder = fileURLToPath(new URL("against", import.meta.url));
  const found = findUsages(report, old, new Map(), folder).map(
    ({ file, line, name }) => `${file}:${line} ${name}`,
  );
  expect(found).toContain("src/bot.ts:8 getDoor");
  expect(found).toContain("src/bot.ts:11 kind");
});
