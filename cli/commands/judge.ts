/** `knockgen judge FILE.har`: judges recorded traffic, of `knockgen proxy --record` or of a browser. */
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { addInspectOptions, type InspectFlags } from "../inspect/run-options.js";

/** The record of the command. */
export const command: CommandRecord = {
  name: "judge",
  usage: "judge FILE.har",
  summary: "report where recorded traffic departs from the specification",
  define(command: Command): void {
    command.description(
      "judge the requests and answers of a HAR, as knockgen proxy --record and browsers write it; the exit code is 1 where findings " +
        "reach --fail-on",
    );
    addInspectOptions(command.argument("<file>", "a HAR, or - for standard input")).action(
      async (file: string, flags: InspectFlags) => {
        const { runJudge } = await import("../inspect/run-judge.js");
        process.exitCode = await runJudge(file, flags, command);
      },
    );
  },
};
