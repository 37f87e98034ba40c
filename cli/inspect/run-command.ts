/** Runs the command that the proxy stands around, such as a test suite. */
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Gives its exit code; 127 where there is not such a program. `{url}` in arguments becomes the proxy's address. */
export function runCommand([program = "", ...args]: readonly string[], url: string): Promise<number> {
  const filled = args.map((argument) => argument.replaceAll("{url}", url));
  return new Promise((resolve) => {
    const child = spawn(program, filled, {
      // Standard output belongs to the report.
      stdio: ["inherit", 2, "inherit"],
      env: { ...process.env, KNOCKGEN_PROXY_URL: url },
    });
    const stop = (signal: NodeJS.Signals): void => {
      child.kill(signal);
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    const end = (code: number): void => {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
      resolve(code);
    };
    child.on("error", (error) => {
      process.stderr.write(`knockgen: ${program} cannot be run: ${error.message}\n`);
      end(127);
    });
    child.on("close", (code, signal) => end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
