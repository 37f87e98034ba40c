/**
 * Guards against their peers on a member event of 2 kB and on the /sync example: operations a second, and the ratio to ours.
 * All of them check the same shape, the grammar of identifiers included; other formats are annotations.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { compareWithFolder, generate, writeFiles } from "../dist/generator/index.js";
import { ajvGuard, ajvSyncGuard } from "./peers/ajv.mjs";
import { typeboxGuard } from "./peers/typebox.mjs";
import { typiaGuard } from "./peers/typia.mjs";
import { zodGuard } from "./peers/zod.mjs";
import { spec } from "./support/spec.mjs";
import { memberEvent, syncExample } from "./support/values.mjs";

const out = mkdtempSync(path.join(tmpdir(), "bench-validate-"));
const { files } = generate({ spec, emit: ["validators"] });
writeFiles(out, files, compareWithFolder(out, files));
const events = await import(pathToFileURL(path.join(out, "validators/events.js")).href);
const client = await import(pathToFileURL(path.join(out, "validators/client-server.js")).href);

/** Median of several rounds, in operations a second; the cases take turns, so that all see the same machine. */
function race(cases, rounds = 7) {
  const results = new Map(cases.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, run, value, expected] of cases) {
      const until = performance.now() + 200;
      let count = 0;
      while (performance.now() < until) {
        for (let i = 0; i < 500; i++)
          if (run(value) !== expected && expected !== undefined) throw new Error(`${name} is wrong`);
        count += 500;
      }
      if (round > 0) results.get(name).push(count / 0.2);
    }
  const median = (name) => results.get(name).sort((a, b) => a - b)[Math.floor(results.get(name).length / 2)];
  const ours = median(cases[0][0]);
  console.table(
    cases.map(([name]) => ({
      case: name,
      "per second": Math.round(median(name)),
      "times slower than knockgen": (ours / median(name)).toFixed(2),
    })),
  );
}

const text = JSON.stringify(memberEvent);
console.log(`a member event of ${text.length} bytes`);
race([
  ["knockgen", events.isRoomMemberEvent, memberEvent, true],
  ["JSON.parse of its text", (value) => JSON.parse(value) !== null, text, true],
  ["ajv", ajvGuard, memberEvent, true],
  ["typia", typiaGuard, memberEvent, true],
  ["typebox", typeboxGuard, memberEvent, true],
  ["zod", zodGuard, memberEvent, true],
]);
console.log(`the /sync example, ${JSON.stringify(syncExample).length} bytes`);
race([
  ["knockgen", client.isSyncResponse200, syncExample, true],
  ["ajv", ajvSyncGuard, syncExample, true],
]);
rmSync(out, { recursive: true });
