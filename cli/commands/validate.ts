/** `knockgen validate TYPE [FILE|-]`: checks JSON, or JSON lines, against a generated type. */
import { type Command, Option } from "commander";
import type { CommandRecord } from "../command.js";
import type { ValidateFlags } from "../validate/run.js";

/** The record of the command. */
export const command: CommandRecord = {
  name: "validate",
  usage: "validate TYPE [FILE]",
  summary: "check a JSON value, or JSON lines, against a generated type",
  define(command: Command): void {
    command
      .argument(
        "<type>",
        "a type's name, `RoomMemberEvent`, or with its module, `client-server/LoginRequestBody`",
      )
      .argument("[file]", "a file, or - for standard input", "-")
      .option(
        "--out <dir>",
        "folder that was generated (default: the configuration's, generated, or knockgen's own)",
      )
      .addOption(
        new Option("--format <format>", "how to print problems").choices(["text", "json"]).default("text"),
      )
      .action(async (type: string, file: string, flags: ValidateFlags) => {
        const { runValidate } = await import("../validate/run.js");
        process.exitCode = await runValidate(type, file, flags);
      });
  },
};
