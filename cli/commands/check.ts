/** `knockgen check`: generates in memory and compares; for CI, where a stale output folder should fail. */
import type { Command } from "commander";
import { addGenerateOptions, type GenerateFlags } from "../options.js";
import { tuneForShortRun } from "../short-run.js";

export function register(program: Command): void {
  addGenerateOptions(program.command("check"))
    .description("exit with 1 when the output folder is not what would be generated")
    .action(async (flags: GenerateFlags) => {
      tuneForShortRun();
      const { runGenerate } = await import("../generate.js");
      process.exitCode = await runGenerate(flags, "compare");
    });
}
