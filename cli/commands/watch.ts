/** `knockgen watch`: generates again after each edit of the specification. */
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { addGenerateOptions, type GenerateFlags } from "../options.js";

/** The record of the command. */
export const command: CommandRecord = {
  name: "watch",
  usage: "watch",
  summary: "generate, and again whenever a file of the specification changes",
  isShort: true,
  define(command: Command): void {
    addGenerateOptions(command).action(async (flags: GenerateFlags) => {
      const stop = new AbortController();
      process.once("SIGINT", () => stop.abort());
      process.once("SIGTERM", () => stop.abort());
      const { runWatch } = await import("../watch/watch.js");
      process.exitCode = await runWatch(flags, stop.signal);
    });
  },
};
