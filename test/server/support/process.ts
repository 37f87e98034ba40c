/** A server in a process of its own, as its users start it, so that it can be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { afterFile } from "../../support/after-file.js";
import { bin } from "../../support/built.js";

export interface ServerProcess {
  readonly process: ChildProcess;
  /** Where clients connect. */
  readonly url: string;
}

/** Starts `knockgen serve`, by way of another command where one is given, and waits until it says that it is ready. */
export function startProcess(
  serverName: string,
  options: readonly string[],
  databaseUrl?: string,
  by: readonly string[] = [],
): Promise<ServerProcess> {
  const { DATABASE_URL: _, ...env } = process.env;
  const [command, ...args] = [...by, process.execPath, bin];
  const child = spawn(
    command ?? process.execPath,
    [...args, "serve", "--server-name", serverName, "--port", "0", ...options],
    {
      env: { ...env, ...(databaseUrl && { DATABASE_URL: databaseUrl }) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  // A test that fails leaves nothing running.
  afterFile(() => child.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    let text = "";
    let said = "";
    child.stderr?.on("data", (part: Buffer) => {
      said = (said + part.toString()).slice(-2000);
    });
    child.once("exit", () => reject(new Error(`the server did not start: ${said}`)));
    child.stdout?.on("data", (part: Buffer) => {
      text += part.toString();
      const url = /clients at (\S+?),?\s/.exec(text)?.[1];
      if (url !== undefined) resolve({ process: child, url });
    });
  });
}

/** Kill -9. Resolves once the process is gone. */
export function killProcess({ process: child }: ServerProcess): Promise<unknown> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  return gone;
}
