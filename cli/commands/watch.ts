/** `knockgen watch`: generates again after each edit of the specification. */
import type { Command } from "commander";
import { addGenerateOptions, type GenerateFlags } from "../options.js";
import { tuneForShortRun } from "../short-run.js";

export function register(program: Command): void {
  addGenerateOptions(program.command("watch"))
    .description("generate, and again whenever a file of the specification changes")
    .action(async (flags: GenerateFlags) => {
      const stop = new AbortController();
      process.once("SIGINT", () => stop.abort());
      process.once("SIGTERM", () => stop.abort());
      tuneForShortRun();
      const { runWatch } = await import("../watch/watch.js");
      process.exitCode = await runWatch(flags, stop.signal);
    });
}
