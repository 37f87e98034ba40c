/** Packages as npm would publish them, and empty projects to install them into. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterFile } from "../support/after-file.js";
import { root } from "../support/built.js";
import { folderOfRun } from "../support/run-folder.js";

/** Fails with what the command has printed: a compiler's remarks are on its output. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "knockgen-pack-"));
  afterFile(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const tarballs = new Map<string, string>();

/** Of the package in one of the project's folders; other files of the run install it, too. */
export function tarball(folder: string): string {
  let file = tarballs.get(folder);
  if (file === undefined) {
    const place = folderOfRun("pack");
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", place];
    const [packed]: { filename: string }[] = JSON.parse(run("npm", args, path.join(root, folder)));
    file = path.join(place, packed?.filename ?? "");
    tarballs.set(folder, file);
  }
  return file;
}

export function emptyProject(): string {
  const project = temporaryFolder();
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  return project;
}

/** Fails where `engines` forbids a package on this Node, which is the oldest one that ours name. */
export function install(project: string, packages: readonly string[]): void {
  const flags = ["--engine-strict", "--no-audit", "--no-fund", "--prefer-offline"];
  run("npm", ["install", ...flags, ...packages], project);
}
