/** `knockgen validate TYPE [FILE|-]`: checks JSON, or JSON lines, against a generated type. */
import { type Command, Option } from "commander";

export interface ValidateFlags {
  readonly out?: string;
  readonly format: "text" | "json";
}

export function register(program: Command): void {
  program
    .command("validate")
    .description("check a JSON value, or JSON lines, against a generated type")
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
}
