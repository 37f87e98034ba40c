/** `knockgen scaffold OPERATION…`: handlers to fill in, in the user's own files; run again, it keeps what the user wrote. */
import { type Command, Option } from "commander";
import type { CommandRecord } from "../command.js";
import { missing } from "../optional-package.js";

interface ScaffoldFlags {
  readonly dir: string;
  readonly config?: string;
  readonly spec?: string;
  readonly out?: string;
  readonly format: "text" | "json";
  readonly tests: boolean;
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "scaffold",
  usage: "scaffold OPERATION… --dir DIR",
  summary: "write handlers and their tests into your own folder, or bring them up to date",
  isShort: true,
  define(command: Command): void {
    command
      .argument(
        "[operations...]",
        "`knockRoom`, `server-server/makeKnock`, `client-server/*`; none only brings up to date what is there",
      )
      .requiredOption("--dir <dir>", "folder of your handlers")
      .option(
        "--config <file>",
        "configuration (default: knockgen.config.ts, .js, .mjs, .json or .yaml, if there is one)",
      )
      .option(
        "--spec <place>",
        "folder of the specification, or its name: v1.18, unstable, an address (default: schemas)",
      )
      .option(
        "--out <place>",
        "where the generated code is: a folder, a package such as @knockgen/matrix, or a pattern such as '#matrix/*.js' (default: as before, else generated)",
      )
      .option("--no-tests", "write no tests for new operations")
      .addOption(
        new Option("--format <format>", "how to print results").choices(["text", "json"]).default("text"),
      )
      .action(async (operations: string[], flags: ScaffoldFlags) => {
        const { runScaffold } = await import("#generator/scaffold/run.js").catch(
          missing(command, "ts-morph"),
        );
        const { readSettings } = await import("../settings.js");
        const settings = await readSettings({ cache: false, ...flags }, { pin: true });
        if (typeof settings === "number") process.exitCode = settings;
        else {
          const { options, config } = settings;
          const out = flags.out ?? config?.config.out;
          process.exitCode = runScaffold(operations, {
            ...flags,
            ...options,
            ...(out !== undefined && { out }),
          });
        }
      });
  },
};
