/** Generation against its peers, whole processes in turn, and an edit as `watch` sees it. First row: all that knockgen emits, nothing cached. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compareCommands } from "./support/measure.mjs";
import { root, spec } from "./support/spec.mjs";
import { startWatching } from "./support/watching.mjs";

/** A folder with the specification, and room for a record of the last run. */
const project = () => {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-generate-"));
  mkdirSync(path.join(folder, "node_modules"));
  cpSync(spec, path.join(folder, "spec"), { recursive: true });
  return folder;
};
const work = project();
const watched = project();
const main = path.join(root, "dist/bin/main.js");
const knockgen = (...flags) => [main, "generate", "--spec", "spec", "--out", "out", ...flags];
const peer = (name) => [fileURLToPath(new URL(`peers/${name}.mjs`, import.meta.url))];

let edits = 0;
const edit = (folder) => {
  const file = path.join(folder, "spec/api/client-server/knocking.yaml");
  edits += 1;
  const text = readFileSync(file, "utf8").replace(/(summary: )Knock.*/, `$1Knock on a room, edit ${edits}.`);
  writeFileSync(
    file,
    text
      .replace(/( +)reason:\n/, `$1edited_${edits}:\n$1  type: boolean\n$1reason:\n`)
      .replace(/ +edited_\d+:\n +type: boolean\n(?= +edited_\d+:)/, ""),
  );
};

const watching = await startWatching([main, "watch", "--spec", "spec", "--out", "out"], watched);
const cases = [
  {
    name: "knockgen, everything",
    args: knockgen("--no-cache"),
    before: () => rmSync(path.join(work, "out"), { recursive: true, force: true }),
  },
  { name: "openapi-typescript, types", args: peer("openapi-typescript") },
  { name: "knockgen, nothing changed", args: knockgen() },
  { name: "knockgen, one file changed", args: knockgen(), before: () => edit(work) },
  { name: "knockgen watch, an edit", measure: () => watching.answer(() => edit(watched)) },
];
if (
  process.argv.includes("--all") &&
  existsSync(new URL("node_modules/@hey-api/openapi-ts", import.meta.url))
)
  cases.push({ name: "@hey-api/openapi-ts, types, client, zod", args: peer("hey-api") });
// The record of the last run is kept in the project that is worked in, and nowhere else.
await compareCommands(cases, work, Number(process.env.RUNS ?? 5));
watching.end();
for (const folder of [work, watched]) rmSync(folder, { recursive: true, force: true });
