/**
 * One process at a time has an embedded database, also across containers and symbolic links (O44). A file in the folder says
 * which, and a thread of that process renews it, so that others see that it lives wherever they run.
 */
import { randomUUID } from "node:crypto";
import { lstat, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Heartbeat, startHeartbeat } from "./heartbeat.js";
import { type Holder, isAlive, thisProcess } from "./holder.js";
import { holderIn, lockText } from "./lock-text.js";
import { StoreUnusable } from "./unusable.js";

/** Another process has the folder. */
class FolderInUse extends Error {
  readonly code = "EBUSY";
}

/** The file's name in the folder. */
export const LOCK_FILE = "knockgen.lock";
/** A holder renews the file once a second; who has not done so for that long is gone. */
const SILENT_MS = 8_000;
/** Between two looks at it. */
const LOOK_MS = 500;
/** A process that creates the file writes into it at once. */
const PAUSE_MS = 50;

/**
 * Takes a folder, given by its real path, until the function that it gives is called. Rejects with `FolderInUse` while another
 * process has it. After `silentMs` without a sign of life a process that cannot be looked at is gone.
 */
export async function lockFolder(folder: string, silentMs: number = SILENT_MS): Promise<() => Promise<void>> {
  const file = join(folder, LOCK_FILE);
  const self: Holder = { ...(await thisProcess()), token: randomUUID(), inode: "" };
  for (;;) {
    const heartbeat = await take(file, self);
    if (heartbeat !== undefined) return () => release(file, self, heartbeat);
    const found = await readLock(file);
    if (found === undefined) continue;
    // Another process had moved it away for a look when this one made sure that it is its own.
    if (holderIn(found)?.token === self.token) {
      const again = startHeartbeat(file, self.token, found);
      return () => release(file, self, again);
    }
    if (await holds(file, found, self, silentMs)) throw new FolderInUse(sentence(folder, file, found));
    await clear(file, found);
  }
}

/** Undefined where there is a file already, or another process was faster. */
async function take(file: string, self: Holder): Promise<Heartbeat | undefined> {
  const handle = await open(file, "wx").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  await handle.writeFile(lockText({ ...self, inode: String((await handle.stat()).ino) }));
  await handle.close();
  // Others may have found the same old file, and the last one to replace it has the folder.
  await sleep(PAUSE_MS);
  const written = await readFile(file, "utf8").catch(() => "");
  return holderIn(written)?.token === self.token ? startHeartbeat(file, self.token, written) : undefined;
}

/** The text of the file; undefined if it has gone meanwhile. Rejects with `StoreUnusable` where it is not a file of ours. */
async function readLock(file: string): Promise<string | undefined> {
  try {
    if (!(await lstat(file)).isFile())
      throw new StoreUnusable(`${file} should be a file that says who has the folder: remove it`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Whether a process still has the file: by what this system knows of it, or else by whether the file is renewed. */
async function holds(file: string, found: string, self: Holder, silentMs: number): Promise<boolean> {
  const holder = holderIn(found);
  // In a copy of a folder, the file names a process that has the other one.
  const inode = await lstat(file).then(
    ({ ino }) => String(ino),
    () => "",
  );
  const known = holder?.inode === inode ? await isAlive(holder, self) : undefined;
  if (known !== undefined) return known;
  for (let waited = 0; waited < silentMs; waited += LOOK_MS) {
    await sleep(LOOK_MS);
    const now = await readFile(file, "utf8").catch(() => undefined);
    if (now === undefined) return false;
    if (now !== found) return true;
  }
  return false;
}

/** Moves an old file away. Should it be another one by now, it goes back. */
async function clear(file: string, found: string): Promise<void> {
  const away = `${file}.${randomUUID()}`;
  try {
    await rename(file, away);
  } catch {
    return;
  }
  const moved = await readFile(away, "utf8");
  if (holderIn(moved)?.token === holderIn(found)?.token) await rm(away, { force: true });
  else await rename(away, file);
}

async function release(file: string, self: Holder, heartbeat: Heartbeat): Promise<void> {
  await heartbeat.stop();
  const present = holderIn(await readFile(file, "utf8").catch(() => ""));
  if (present?.token === self.token) await rm(file, { force: true });
}

function sentence(folder: string, file: string, found: string): string {
  const holder = holderIn(found);
  const who = holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
  const since = holder === undefined ? "" : ` since ${holder.since}`;
  return `${folder} is in use by ${who}${since}; stop that one first, or give another folder. If it does not run any more, delete ${file}`;
}
