/** Runs of the command, one after the other: what an earlier one remembered never shows in the output. */
import { appendFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { copySchemas } from "../support/some-schemas.js";
import { edit, project, read } from "./support.js";

const CORE = "schemas/event-schemas/schema/core-event-schema";
const NAMES = "schemas/names.yaml";
const EVENT = "schemas/event-schemas/schema/m.room.name.yaml";

test("what is remembered is never wrong: gone, damaged or another generator's, the output is the same", () => {
  const { folder, run } = project();
  run(["generate", "--no-cache", "--out", "plain"]);
  run(["generate"]);
  const cache = path.join(folder, "node_modules/.cache/knockgen");
  const files = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name).sort()).toEqual(["last-run.json", "memo-recent.json", "memo.json"]);
  for (const damage of [
    "",
    "{",
    '{"fingerprint":"another","entries":{}}',
    '{"entries":{"type x":[1]}}',
    "[]",
  ]) {
    for (const { parentPath, name } of files) writeFileSync(path.join(parentPath, name), damage);
    appendFileSync(path.join(folder, EVENT), "\n# a comment\n");
    expect(run(["generate"]).status).toBe(0);
  }
  rmSync(cache, { recursive: true });
  run(["generate", "--no-cache", "--out", "plain"]);
  for (const file of ["events.ts", "validators/events.js", "narrow.js", "manifest.json"])
    expect(read(folder, `generated/${file}`)).toBe(read(folder, `plain/${file}`));
});

test("an edit reaches everything that depends on it, and what is remembered never shows", () => {
  const { folder, run } = project();
  copySchemas(path.join(folder, "schemas"), [
    "api/client-server/sync.yaml",
    "api/client-server/room_state.yaml",
    "api/server-server/transactions.yaml",
  ]);
  writeFileSync(path.join(folder, NAMES), "api/client-server/definitions/tag.yaml: RoomTag\n");
  run(["generate"]);
  const edits: readonly (() => void)[] = [
    () => edit(folder, `${CORE}/event.yaml`, "properties:", "properties:\n  everywhere: {type: boolean}"),
    () => edit(folder, `${CORE}/event.yaml`, "{type: boolean}", "{type: boolean, description: Said anew.}"),
    () => edit(folder, NAMES, "", "\nevent-schemas/schema/core-event-schema/event.yaml: Renamed\n"),
    () => edit(folder, NAMES, ": Renamed", ": RenamedAgain"),
    () => edit(folder, `${CORE}/event.yaml`, "everywhere: {type: boolean", "everywhere: {type: integer"),
  ];
  for (const change of edits) {
    change();
    expect(run(["generate"]).status).toBe(0);
    expect(run(["generate", "--no-cache", "--out", "plain"]).status).toBe(0);
    for (const file of ["events.ts", "client-server.ts", "validators/events.js", "manifest.json"])
      expect(read(folder, `generated/${file}`) === read(folder, `plain/${file}`), file).toBe(true);
  }
  expect(read(folder, "generated/events.ts")).toContain("everywhere?: number");
});
