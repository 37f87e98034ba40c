/** One run at a time changes an output folder: a file beside it says which. */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import nodePath from "node:path";
import { makeFolder } from "../make-folder.js";

/** How long another run may take to write, in milliseconds; it takes less than one second. */
const PATIENCE = 60_000;
const PAUSE = 20;

/** Runs `action` while no other run writes to `target`, an absolute path. */
export function withLock<T>(target: string, action: () => T): T {
  const lock = lockOf(target);
  makeFolder(nodePath.dirname(target));
  for (let waited = 0; !tryTake(lock); waited += PAUSE) {
    if (waited > PATIENCE)
      throw Object.assign(new Error(`another run is writing there; if it is not, remove ${lock}`), {
        code: "EBUSY",
      });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
  try {
    return action();
  } finally {
    rmSync(lock, { force: true });
  }
}

export function lockOf(target: string): string {
  return `${target}.knockgen-lock`;
}

function tryTake(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
  }
  // A stopped process has left it. Renamed first, so that only one of the waiting processes removes it.
  if (isLeft(lock)) {
    const aside = `${lock}.${process.pid}`;
    try {
      renameSync(lock, aside);
      rmSync(aside, { force: true });
    } catch {
      // Another one was faster.
    }
  }
  return false;
}

/** How long it takes at most to write a number into a file, in milliseconds. */
const MOMENT = 5000;

function isLeft(lock: string): boolean {
  try {
    const owner = Number(readFileSync(lock, "utf8"));
    // One of this very process: nothing asks for a lock while it has one.
    if (Number.isInteger(owner) && owner > 0) return owner === process.pid || !isAlive(owner);
    return Date.now() - statSync(lock).mtimeMs > MOMENT;
  } catch {
    return false; // gone by now
  }
}

function isAlive(owner: number): boolean {
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    // A process of another user is one, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
