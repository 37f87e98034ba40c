/** `knockgen check`: generates in memory and compares; for CI, where a stale output folder should fail. */
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { addGenerateOptions, type GenerateFlags } from "../options.js";

/** The record of the command. */
export const command: CommandRecord = {
  name: "check",
  usage: "check",
  summary: "exit with 1 when the output folder is not what would be generated",
  isShort: true,
  runsProject: true,
  define(command: Command): void {
    addGenerateOptions(command).action(async (flags: GenerateFlags) => {
      const { runGenerate } = await import("../generate.js");
      process.exitCode = await runGenerate(flags, "compare");
    });
  },
};
