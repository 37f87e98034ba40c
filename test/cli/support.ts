/** Runs the built command line in a folder of its own, as its users do. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { bin, root } from "../support/built.js";

export { root };

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Project {
  readonly folder: string;
  readonly run: (args: readonly string[], input?: string) => Outcome;
  /** The exit code; while it runs, others may. */
  readonly start: (args: readonly string[]) => Promise<number | null>;
}

/** The events, and the definitions that they refer to. */
const PARTS = [
  "event-schemas",
  ...["push_condition", "push_rule", "push_ruleset", "recent_emoji", "tag"].map(
    (name) => `api/client-server/definitions/${name}.yaml`,
  ),
];

/** A folder with a copy of some of our schemas and, for the record of the last run, a `node_modules`. */
export function project(): Project {
  const folder = mkdtempSync(path.join(tmpdir(), "knockgen-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, "node_modules"));
  for (const part of PARTS)
    cpSync(path.join(root, "schemas", part), path.join(folder, "schemas", part), { recursive: true });
  const run = (args: readonly string[], input?: string): Outcome => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
      ...(input !== undefined && { input }),
    });
    return { status, stdout, stderr };
  };
  const start = (args: readonly string[]): Promise<number | null> =>
    new Promise((resolve) => {
      spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: "ignore" }).on("close", resolve);
    });
  return { folder, run, start };
}
