/** Runs the command line in a folder of its own. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished } from "vitest";
import { bin, root } from "../support/built.js";
import { command, type Outcome } from "../support/command.js";
import { copySchemas } from "../support/some-schemas.js";

export { root };

export interface Project {
  readonly folder: string;
  /** In the process of the test, where what the command does is looked at, and not its process. */
  readonly here: (args: readonly string[], input?: string) => Promise<Outcome>;
  /** The built one, in a process of its own, as its users have it. */
  readonly run: (args: readonly string[], input?: string) => Outcome;
  /** The exit code; while it runs, others may. */
  readonly start: (args: readonly string[]) => Promise<number | null>;
}

/** A few kinds of events; all of them would make each command take twice as long. */
const EVENTS = ["m.direct", "m.receipt", "m.room.member", "m.room.message", "m.room.name", "m.tag"].map(
  (type) => `event-schemas/schema/${type}.yaml`,
);

/** A folder with a copy of some of our schemas and, for the record of the last run, a `node_modules`. */
export function project(): Project {
  const folder = mkdtempSync(path.join(tmpdir(), "knockgen-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, "node_modules"));
  copySchemas(path.join(folder, "schemas"), EVENTS);
  const run = (args: readonly string[], input?: string): Outcome => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
      ...(input !== undefined && { input }),
    });
    return { status, stdout, stderr };
  };
  const here = (args: readonly string[], input = ""): Promise<Outcome> => command(args, { folder, input });
  const start = (args: readonly string[]): Promise<number | null> =>
    new Promise((resolve) => {
      spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: "ignore" }).on("close", resolve);
    });
  return { folder, here, run, start };
}

/** The text of a file of a project. */
export function read(folder: string, file: string): string {
  return readFileSync(path.join(folder, file), "utf8");
}

/** Replaces a text of it, or adds one at its end where `from` is empty. */
export function edit(folder: string, file: string, from: string, to: string): void {
  const before = read(folder, file);
  const after = from === "" ? before + to : before.replace(from, () => to);
  expect(after).not.toBe(before);
  writeFileSync(path.join(folder, file), after);
}
