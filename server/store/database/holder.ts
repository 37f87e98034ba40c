/** Who has a folder, told so that a process in another container does not take a stranger of the same ID for it. */
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** A process. Texts that the system does not tell are empty. */
export interface Holder {
  /** Made up for each time that a folder is taken. */
  readonly token: string;
  /** Of the file that says so. */
  readonly inode: string;
  readonly pid: number;
  readonly host: string;
  /** Of the system's run: changes with each boot, and is the same in all containers of one machine. */
  readonly boot: string;
  /** In which the ID counts, and the time of its start: containers have their own. */
  readonly space: string;
  /** When the process began, as the system counts. */
  readonly started: string;
  /** When it took the folder, for people. */
  readonly since: string;
}

/** The process that runs this. */
export async function thisProcess(): Promise<Omit<Holder, "token" | "inode">> {
  const [boot, ids, clock, started] = await Promise.all([
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    readlink("/proc/self/ns/pid").catch(() => ""),
    readlink("/proc/self/ns/time").catch(() => ""),
    startOf("self"),
  ]);
  return {
    pid: process.pid,
    host: hostname(),
    boot: boot.trim(),
    space: ids === "" ? "" : `${ids} ${clock}`,
    started: started ?? "",
    since: new Date().toISOString(),
  };
}

/** Whether a process lives; undefined where its ID says nothing here, as in another container or on another machine. */
export async function isAlive(holder: Holder, self: Holder): Promise<boolean | undefined> {
  if (holder.space === "" && self.space === "")
    return holder.host === self.host ? isAliveHere(holder.pid) : undefined;
  const here = holder.boot !== "" && holder.boot === self.boot && holder.space === self.space;
  if (!here || holder.space === "" || holder.started === "") return undefined;
  const started = await startOf(String(holder.pid));
  // The system may hide the processes of other users.
  return started === undefined ? isAliveHere(holder.pid) : started === holder.started;
}

/** Where the system tells no more than whether an ID is used: one that is may be another process by now. */
function isAliveHere(pid: number): boolean | undefined {
  try {
    process.kill(pid, 0);
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM" ? undefined : false;
  }
}

/** When a process began; undefined if there is none of that ID. */
async function startOf(pid: string): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name, which may hold anything, in parentheses.
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[START_FIELD];
}

/** Counted from the third field of the line. */
const START_FIELD = 19;
