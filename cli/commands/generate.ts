/** `knockgen generate`: writes what the specification describes. */
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { addGenerateOptions, type GenerateFlags } from "../options.js";

/** The record of the command. */
export const command: CommandRecord = {
  name: "generate",
  usage:
    "generate [--spec PLACE] [--out DIR] [--only APIS] [--leave-out OPERATIONS] [--emit EMITTERS] [--package NAME]",
  summary: "generate types, validators, routes and a client",
  isShort: true,
  runsProject: true,
  define(command: Command): void {
    addGenerateOptions(command).action(async (flags: GenerateFlags) => {
      const { runGenerate } = await import("../generate.js");
      process.exitCode = await runGenerate(flags, "write");
    });
  },
};
