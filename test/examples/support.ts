/** Projects as `knockgen init` writes them, compiled and run as their users do. */
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { bin, root } from "../support/built.js";

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "knockgen-init-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function initialise(...args: readonly string[]): {
  status: number | null;
  stdout: string;
  stderr: string;
} {
  const [, folder = "."] = args;
  const cwd = path.isAbsolute(folder) ? path.dirname(folder) : root;
  return spawnSync(process.execPath, [bin, "init", ...args], { cwd, encoding: "utf8" });
}

/** A project of a kind, with this repository's packages instead of the registry's, compiled. */
export function project(kind: string): string {
  const folder = path.join(temporaryFolder(), `my-${kind}`);
  const { status, stderr } = initialise(kind, folder);
  if (status !== 0) throw new Error(stderr);
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const compiled = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
  if (compiled.status !== 0) throw new Error(compiled.stdout);
  return folder;
}

export interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** All that it has printed. */
  readonly output: () => string;
  /** The exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Runs the project's main program, and ends it with the test. */
export function start(folder: string, env: { readonly [name: string]: string } = {}): Running {
  const child = spawn(process.execPath, ["dist/main.js"], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    output += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  return { child, output: () => output, ended };
}
