/** Renews the file that says who has a folder, in a thread: the database may keep the main one busy for longer than others wait. */
import { Worker } from "node:worker_threads";

/** A thread that beats. */
export interface Heartbeat {
  stop(): Promise<void>;
}

/** So many looks in vain, and the file is taken to be removed; another process has it away for less than one. */
const PATIENCE = 3;
/** How often the file is renewed. */
const BEAT_MS = 1_000;

/** Digits of the count at the beginning of the file, so that each takes the place of the one before. */
export const COUNT_DIGITS = 12;

/**
 * Runs in the thread, as text so that it needs no file of its own. A process that was stopped for so long that another one has
 * taken the folder ends at once: whatever it wrote would destroy the database.
 */
const THREAD = `
  const { openSync, readFileSync, writeFileSync, writeSync } = require("node:fs");
  const { file, whole, token, everyMs, digits, patience } = require("node:worker_threads").workerData;
  let opened;
  let beat = 0;
  let gone = 0;
  setInterval(() => {
    let text = "";
    try {
      text = readFileSync(file, "utf8");
    } catch {
      // It is being looked at by another process, or was removed, or the folder is gone.
    }
    if (text !== "" && !text.includes(token)) {
      writeSync(2, "knockgen: another process has taken the data folder, so this one ends\\n");
      process.kill(process.pid, "SIGKILL");
    }
    try {
      gone = text === "" ? gone + 1 : 0;
      if (gone >= patience) {
        // Removed by hand, it would let the next process in.
        writeFileSync(file, whole, { flag: "wx" });
        opened = undefined;
      }
      if (text !== "") opened ??= openSync(file, "r+");
      if (opened !== undefined) writeSync(opened, String(++beat).padStart(digits, "0"), 0);
    } catch {
      // A full disk, or a folder that is gone: the next beat may do better.
    }
  }, everyMs);
`;

/** Starts it, for a file with that text, which holds the token. */
export function startHeartbeat(file: string, token: string, whole: string): Heartbeat {
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { file, whole, token, everyMs: BEAT_MS, digits: COUNT_DIGITS, patience: PATIENCE },
    execArgv: [],
  });
  // Without the thread, the lock holds by what the system knows of the process.
  worker.on("error", () => {});
  worker.unref();
  return {
    stop: async () => {
      await worker.terminate();
    },
  };
}
