/** A command that goes on, and what it takes to answer each change of a file with a line. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const preload = new URL("usage.cjs", import.meta.url).pathname;

/** Once its first line is there. @param {string[]} args @param {string} cwd the project that is worked in */
export async function startWatching(args, cwd) {
  const child = spawn(process.execPath, ["--require", preload, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  });
  const lines = createInterface({ input: child.stdout });
  const usage = async () => {
    child.send("usage");
    const [answer] = await once(child, "message");
    return answer;
  };
  await once(lines, "line");
  return {
    /** From a change to the line that says what became of it. */
    answer: async (change) => {
      const before = await usage();
      const started = performance.now();
      const line = once(lines, "line");
      change();
      await line;
      const wall = performance.now() - started;
      const { cpu, memory } = await usage();
      return { wall, cpu: cpu - before.cpu, memory };
    },
    end: () => child.kill(),
  };
}
