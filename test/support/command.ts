/**
 * The command line within the process of the test: to start one for each command takes longer than most commands do. What
 * belongs to a process (its end, its pipes, its signals) is tested with the built one.
 */
import { Console } from "node:console";
import { Readable } from "node:stream";
import { vi } from "vitest";
import { runCommand } from "../../cli/run.js";

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** Where it runs. */
  readonly folder?: string;
  /** Its standard input. */
  readonly input?: string;
  /** Variables that it has beside those of the test, or lacks. */
  readonly env?: { readonly [name: string]: string | undefined };
}

/** One at a time: streams, folder and variables are the whole process's. */
let isRunning = false;

export async function command(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  if (isRunning) throw new Error("another command runs here; wait for its end, or start a process");
  isRunning = true;
  const stdout = captured("stdout");
  const stderr = captured("stderr");
  const restore = surround(surroundings);
  try {
    await runCommand(args);
    return { status: Number(process.exitCode ?? 0), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    restore();
    stdout.end();
    stderr.end();
    isRunning = false;
  }
}

interface Captured {
  readonly text: () => string;
  readonly end: () => void;
}

function captured(name: "stdout" | "stderr"): Captured {
  const parts: string[] = [];
  const write = vi.spyOn(process[name], "write").mockImplementation((part, encoding, done) => {
    parts.push(typeof part === "string" ? part : new TextDecoder().decode(part));
    const then = typeof encoding === "function" ? encoding : done;
    then?.();
    return true;
  });
  return { text: () => parts.join(""), end: () => write.mockRestore() };
}

/** Gives what puts all back as it was. */
function surround({ folder = process.cwd(), input = "", env = {} }: Surroundings): () => void {
  const before = {
    folder: process.cwd(),
    console: globalThis.console,
    exitCode: process.exitCode,
    stdin: Object.getOwnPropertyDescriptor(process, "stdin"),
  };
  process.chdir(folder);
  process.exitCode = undefined;
  // The runner's own does not write to the streams.
  globalThis.console = new Console({ stdout: process.stdout, stderr: process.stderr });
  Object.defineProperty(process, "stdin", { value: Readable.from([input]), configurable: true });
  for (const [name, value] of Object.entries({ NO_COLOR: "1", ...env })) vi.stubEnv(name, value);
  return () => {
    vi.unstubAllEnvs();
    if (before.stdin !== undefined) Object.defineProperty(process, "stdin", before.stdin);
    globalThis.console = before.console;
    process.exitCode = before.exitCode;
    process.chdir(before.folder);
  };
}
