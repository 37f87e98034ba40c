/** Renews the file that says who has a folder, in a thread: the database may keep the main one busy for longer than others wait. */
import { Worker } from "node:worker_threads";

/** A thread that beats. */
export interface Heartbeat {
  stop(): Promise<void>;
}

/** How often the file is renewed. */
const BEAT_MS = 1_000;

/** Digits of the count at the beginning of the file, so that each takes the place of the one before. */
export const COUNT_DIGITS = 12;

/**
 * Runs in the thread, as text so that it needs no file of its own. A process that was stopped for so long that another one has
 * taken the folder ends at once: whatever it wrote would destroy the database.
 */
const THREAD = `
  const { openSync, readFileSync, writeSync } = require("node:fs");
  const { file, token, everyMs, digits } = require("node:worker_threads").workerData;
  const opened = openSync(file, "r+");
  let beat = 0;
  setInterval(() => {
    let text = "";
    try {
      text = readFileSync(file, "utf8");
    } catch {
      // It is being looked at by another process, or the folder is gone.
    }
    if (text !== "" && !text.includes(token)) {
      writeSync(2, "knockgen: another process has taken the data folder, so this one ends\\n");
      process.kill(process.pid, "SIGKILL");
    }
    writeSync(opened, String(++beat).padStart(digits, "0"), 0);
  }, everyMs);
`;

/** Starts it. */
export function startHeartbeat(file: string, token: string): Heartbeat {
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { file, token, everyMs: BEAT_MS, digits: COUNT_DIGITS },
    execArgv: [],
  });
  // A disk that is full ends the thread; the lock then holds by what the system knows of the process.
  worker.on("error", () => {});
  worker.unref();
  return {
    stop: async () => {
      await worker.terminate();
    },
  };
}
