/**
 * The command line as its users run it. A test that imports this file has `dist/` built, once for all workers and only where a
 * source has changed since; a test that does not import it never waits for a compiler.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

export const root: string = path.resolve(import.meta.dirname, "../..");
/** The built command line. */
export const bin: string = path.join(root, "dist/bin/main.js");

const FOLDERS = ["appservice", "auth", "cli", "generated", "generator", "inspect", "server"];
const FILES = ["package.json", "package-lock.json", "tsconfig.json"];
const cache = path.join(root, "node_modules/.cache/knockgen-tests");
const stamp = path.join(cache, "built");
const lock = path.join(cache, "building");
/** A build takes half a minute; a lock that is older is of a run that was killed. */
const STALE_LOCK_MS = 300_000;
const PAUSE_MS = 100;

/** Changes with every source, and where an output is gone. */
function stateOfSources(): string {
  const hash = createHash("sha256");
  const sources = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(?:ts|m?js|json)$/.test(file) && !/(?:^|\/)(?:dist|node_modules)\//.test(file))
      .map((file) => path.join(folder, file)),
  ).sort();
  const outputs = [
    "dist/bin/main.js",
    "appservice/dist/index.js",
    "auth/dist/index.js",
    "server/dist/bundle/index.js",
  ];
  for (const file of [...FILES, ...sources, ...outputs]) {
    const found = statSync(path.join(root, file), { throwIfNoEntry: false });
    hash.update(`${file} ${found?.size} ${outputs.includes(file) ? "" : found?.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function isBuilt(): boolean {
  try {
    return readFileSync(stamp, "utf8") === stateOfSources();
  } catch {
    return false;
  }
}

function tryLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > STALE_LOCK_MS)
      rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}

mkdirSync(cache, { recursive: true });
while (!isBuilt()) {
  if (!tryLock()) {
    pause();
    continue;
  }
  try {
    if (!isBuilt()) {
      execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: "inherit" });
      writeFileSync(stamp, stateOfSources());
    }
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}
