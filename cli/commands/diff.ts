/** `knockgen diff OLD NEW`: changes between two specifications, who is affected, and where in the user's own code. */
import { type Command, Option } from "commander";
import type { RunOptions } from "#generator/diff/run.js";
import type { CommandRecord } from "../command.js";
import { collect } from "../flag-values.js";
import { missing } from "../optional-package.js";

interface DiffFlags extends RunOptions {
  readonly config?: string;
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "diff",
  usage:
    "diff OLD NEW [--format text|json|markdown|html] [--fail-on breaking|wire] [--assert-formats] [--against DIR]",
  summary: "list what changed between two specifications, breaking or not, and for whom",
  isShort: true,
  define(command: Command): void {
    command
      .argument(
        "<old>",
        "folder of the older specification (upstream: data/), or a release: v1.18, unstable, an address",
      )
      .argument("<new>", "the newer specification, likewise")
      .addOption(
        new Option("--format <format>", "how to print it")
          .choices(["text", "json", "markdown", "html"])
          .default("text"),
      )
      .addOption(
        new Option(
          "--fail-on <what>",
          "exit with 1 when a change breaks anyone, or does so on the wire and not in generated code alone",
        ).choices(["breaking", "wire"]),
      )
      .option(
        "--operation <id>",
        "only this operation, `knockRoom` or `client-server/knockRoom`; repeatable",
        collect,
      )
      .option(
        "--event <type>",
        "only this event, `m.room.member` or `m.room.message$m.text`; repeatable",
        collect,
      )
      .option(
        "--assert-formats",
        "judge formats such as uri as code generated with --assert-formats does (default: what the configuration says)",
      )
      .option("--config <file>", "configuration to read that from (default: as for generate)")
      .option("--docs", "list changes of words too")
      .option("--against <folder>", "list what in this folder's code uses what changes")
      .option("--out <file>", "write to a file");
    command.action(async (old: string, next: string, flags: DiffFlags) => {
      const { config: named, ...given } = flags;
      const { resolveSpec } = await import("../releases/resolve.js");
      const { runDiff, UsageError } = await import("#generator/diff/run.js");
      const { readConfigFile } = await import("../settings.js");
      const found = await readConfigFile(named, "text");
      if (typeof found === "number") {
        process.exitCode = found;
        return;
      }
      const assertFormats = given.assertFormats ?? found.file?.config.assertFormats ?? false;
      try {
        const [before, after] = [
          await resolveSpec(old, { pin: false }),
          await resolveSpec(next, { pin: false }),
        ];
        const options = { ...given, assertFormats, names: [old, next] } as const;
        process.exitCode = await runDiff(before, after, options, process);
      } catch (error) {
        if (error instanceof UsageError) command.error(`error: ${error.message}`, { exitCode: 2 });
        missing(command, "ts-morph")(error);
      }
    });
  },
};
