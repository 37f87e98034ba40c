/** `knockgen mock`: a server for tests that answers every operation. */
import { type Command, InvalidArgumentError } from "commander";
import type { CommandRecord } from "../command.js";
import { port, wholeNumber } from "../flag-values.js";
import { type Fault, parseFault } from "../mock/faults.js";
import type { MockFlags } from "../mock/run-mock.js";

function fault(text: string, before: readonly Fault[] = []): readonly Fault[] {
  const parsed = parseFault(text);
  if (parsed === undefined)
    throw new InvalidArgumentError("it takes STATUS@OPERATION,PERCENT%, as in 429@sync,5%, or drop@*,1%");
  return [...before, parsed];
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "mock",
  usage: "mock [--port N] [--seed N] [--fault 429@sync,5%] [--scenario FILE]",
  summary: "answer every operation: from a server in memory, from examples, or with generated values",
  define(command: Command): void {
    command
      .description(
        "run a server for tests of clients: accounts, rooms and syncs are a server's own, in memory; what it lacks is answered with what was put " +
          "before, with the specification's examples, or with generated values, and the header Knockgen-Mock says which",
      )
      .option("--port <number>", "where to listen", port, 8008)
      .option("--host <address>", "where to listen", "127.0.0.1")
      .option("--server-name <name>", "the name that user IDs end in", "mock.example")
      .option(
        "--seed <number>",
        "chance is the same in every run with the same seed",
        wholeNumber(0, 2 ** 32),
        1,
      )
      .option(
        "--fault <fault>",
        "a fault on purpose, STATUS@OPERATION,PERCENT%; drop ends the connection (repeatable)",
        fault,
      )
      .option(
        "--scenario <file>",
        "accounts that are there from the start and answers that come instead of the usual ones, in YAML or JSON",
      )
      .option("--spec <place>", "specification whose examples are answered (default: knockgen's own)")
      .action(async (flags: MockFlags) => {
        const { runMock } = await import("../mock/run-mock.js");
        await runMock(flags, command);
      });
  },
};
