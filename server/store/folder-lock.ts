/** One process at a time has an embedded database: a file beside its folder says which. */
import { open, readFile, rm } from "node:fs/promises";

/** Another process has the folder. */
export class FolderInUse extends Error {
  readonly code = "EBUSY";
}

/** Takes a folder until the function that it gives is called; rejects while another process has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = `${folder.replace(/[/\\]+$/, "")}.lock`;
  for (;;) {
    try {
      const handle = await open(file, "wx");
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = Number(await readFile(file, "utf8").catch(() => "0"));
    if (isAlive(holder))
      throw new FolderInUse(`${folder} is in use by process ${holder}; if that is not so, delete ${file}`);
    // Whoever had it was killed.
    await rm(file, { force: true });
  }
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
