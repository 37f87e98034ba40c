/** Generation against its peers, whole processes in turn. First row: all that knockgen emits, nothing cached. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compareCommands } from "./support/measure.mjs";
import { root, spec } from "./support/spec.mjs";

const work = mkdtempSync(path.join(tmpdir(), "bench-generate-"));
mkdirSync(path.join(work, "node_modules"));
const copy = path.join(work, "spec");
cpSync(spec, copy, { recursive: true });
const out = path.join(work, "out");
const knockgen = (...flags) => [
  path.join(root, "dist/bin/main.js"),
  "generate",
  "--spec",
  copy,
  "--out",
  out,
  ...flags,
];
const peer = (name) => [fileURLToPath(new URL(`peers/${name}.mjs`, import.meta.url))];

let edits = 0;
const edit = () => {
  const file = path.join(copy, "api/client-server/knocking.yaml");
  edits += 1;
  const text = readFileSync(file, "utf8").replace(/(summary: )Knock.*/, `$1Knock on a room, edit ${edits}.`);
  writeFileSync(
    file,
    text
      .replace(/( +)reason:\n/, `$1edited_${edits}:\n$1  type: boolean\n$1reason:\n`)
      .replace(/ +edited_\d+:\n +type: boolean\n(?= +edited_\d+:)/, ""),
  );
};

const cases = [
  {
    name: "knockgen, everything",
    args: knockgen("--no-cache"),
    before: () => rmSync(out, { recursive: true, force: true }),
  },
  { name: "openapi-typescript, types", args: peer("openapi-typescript") },
  { name: "knockgen, nothing changed", args: knockgen() },
  { name: "knockgen, one file changed", args: knockgen(), before: edit },
];
if (
  process.argv.includes("--all") &&
  existsSync(new URL("node_modules/@hey-api/openapi-ts", import.meta.url))
)
  cases.push({ name: "@hey-api/openapi-ts, types, client, zod", args: peer("hey-api") });
// The record of the last run is kept in the project that is worked in, and nowhere else.
compareCommands(cases, work, Number(process.env.RUNS ?? 5));
rmSync(work, { recursive: true, force: true });
