/** `knockgen generate`: writes what the specification describes. */
import type { Command } from "commander";
import { addGenerateOptions, type GenerateFlags } from "../options.js";
import { tuneForShortRun } from "../short-run.js";

export function register(program: Command): void {
  addGenerateOptions(program.command("generate"))
    .description("generate types, validators, routes and a client")
    .action(async (flags: GenerateFlags) => {
      tuneForShortRun();
      const { runGenerate } = await import("../generate.js");
      process.exitCode = await runGenerate(flags, "write");
    });
}
