/** `knockgen watch` over the life of a folder: edits in place, files that are replaced, mistakes, and their correction. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { onTestFinished, test, vi } from "vitest";
import { project } from "../cli/support.js";
import { bin } from "../support/built.js";

interface Expected {
  readonly ok: boolean;
  /** Paths that the run names, perhaps among others. */
  readonly edited: readonly string[];
  readonly added?: readonly string[];
  readonly modified?: readonly string[];
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

test("it follows every kind of edit, and goes on after errors", async () => {
  const { folder } = project();
  const file = path.join(folder, "schemas/event-schemas/schema/m.room.name.yaml");
  writeFileSync(path.join(folder, "knockgen.config.json"), '{ "emit": ["types"] }');
  const child: ChildProcess = spawn(process.execPath, [bin, "watch", "--format", "json"], { cwd: folder });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const runs: Record<string, unknown>[] = [];
  let rest = "";
  child.stdout?.on("data", (data: Buffer) => {
    const lines = (rest + data.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) runs.push(JSON.parse(line));
  });
  const last = (expected: Expected): Promise<void> =>
    vi.waitFor(
      () => {
        // On a busy machine an edit can show twice, so that a later run names it once more.
        const found = runs.some(
          (run) =>
            isDeepStrictEqual({ ...run, ...expected, edited: null }, { ...run, edited: null }) &&
            expected.edited.every((name) => list(run.edited).includes(name)),
        );
        if (!found) throw new Error(`no such run: ${JSON.stringify(expected)} among ${JSON.stringify(runs)}`);
        runs.length = 0;
      },
      { timeout: 250_000, interval: 50 },
    );
  const name = "event-schemas/schema/m.room.name.yaml";
  const text = readFileSync(file, "utf8");
  const edit = (change: string): string => text.replace(/description: .*/, `description: ${change}`);
  await last({ ok: true, edited: [] });
  writeFileSync(file, edit("first"));
  await last({ ok: true, edited: [name], modified: ["events.ts", "manifest.json"] });
  writeFileSync(`${file}.tmp`, edit("second"));
  renameSync(`${file}.tmp`, file);
  await last({ ok: true, edited: [name], modified: ["events.ts", "manifest.json"] });
  writeFileSync(file, "a: [");
  await last({ ok: false, edited: [name] });
  writeFileSync(file, edit("third"));
  await last({ ok: true, edited: [name], modified: ["events.ts", "manifest.json"] });
  const other = path.join(path.dirname(file), "m.room.other.yaml");
  writeFileSync(other, text.replaceAll("m.room.name", "m.room.other"));
  await last({ ok: true, edited: ["event-schemas/schema/m.room.other.yaml"] });
  rmSync(other);
  await last({ ok: true, edited: ["event-schemas/schema/m.room.other.yaml"] });
  // Nothing is written by settings that are not those of the file any more.
  writeFileSync(path.join(folder, "knockgen.config.json"), '{ "emit": ["typos"] }');
  await last({ ok: false, edited: [] });
  writeFileSync(file, edit("fourth"));
  await last({ ok: false, edited: [name] });
  writeFileSync(path.join(folder, "knockgen.config.json"), '{ "emit": ["types", "validators"] }');
  const added = ["narrow", "validators/client-server", "validators/events"].flatMap((module) => [
    `${module}.d.ts`,
    `${module}.js`,
  ]);
  await last({ ok: true, edited: [], added, modified: ["events.ts", "manifest.json"] });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  if ((await ended) !== 0) throw new Error("it did not end well");
});
