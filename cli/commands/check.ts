/** `knockgen check`: generates in memory and compares; for CI, where a stale output folder should fail. */
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { endWith } from "../end.js";
import { addGenerateOptions, type GenerateFlags } from "../options.js";
import { tuneForShortRun } from "../short-run.js";

/** The record of the command. */
export const command: CommandRecord = {
  name: "check",
  usage: "check",
  summary: "exit with 1 when the output folder is not what would be generated",
  define(command: Command): void {
    addGenerateOptions(command).action(async (flags: GenerateFlags) => {
      tuneForShortRun();
      const { runGenerate } = await import("../generate.js");
      endWith(await runGenerate(flags, "compare"));
    });
  },
};
