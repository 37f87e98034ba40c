/** One process at a time has an embedded database: a file beside its folder says which. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Another process has the folder. */
export class FolderInUse extends Error {
  readonly code = "EBUSY";
}

/** Time that the creating process may take to write into the file. */
const EMPTY_MS = 1_000;
/** Between two looks at it. */
const PAUSE_MS = 50;

/** Takes a folder until the function that it gives is called; rejects while another process has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = `${folder.replace(/[/\\]+$/, "")}.lock`;
  let isOld = false;
  for (;;) {
    if (await make(file)) {
      // Others may have found the same old file, and the last one to replace it has the folder.
      if (isOld) await sleep(PAUSE_MS);
      if (!isOld || (await holderOf(file)) === process.pid) return () => rm(file, { force: true });
    }
    const holder = await holderOf(file);
    if (isAlive(holder))
      throw new FolderInUse(`${folder} is in use by process ${holder}; if that is not so, delete ${file}`);
    // The process that held it was killed.
    await rm(file, { force: true });
    isOld = true;
  }
}

/** False where there is one already. */
async function make(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** The process that holds the file; 0 if none is named. */
async function holderOf(file: string): Promise<number> {
  for (let waited = 0; waited < EMPTY_MS; waited += PAUSE_MS) {
    const text = await readFile(file, "utf8").catch(() => "0");
    if (text !== "") return Number(text);
    await sleep(PAUSE_MS);
  }
  return 0;
}

/** Our own ID in an old file is that of a process in a container like ours: each of them counts from 1. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
