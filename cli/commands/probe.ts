/** `knockgen probe URL`: asks a server valid and damaged requests, and reports what it makes of them. */
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { list, wholeNumber } from "../flag-values.js";
import { addInspectOptions, serverUrl } from "../inspect/run-options.js";
import type { ProbeFlags } from "../probe/run-probe.js";

const positive = wholeNumber(1);

/** The record of the command. */
export const command: CommandRecord = {
  name: "probe",
  usage: "probe URL [--only OPERATIONS] [--random N] [--federation] [--budget N] [--rate N]",
  summary: "ask a server of yours valid and damaged requests, and report what it makes of them",
  define(command: Command): void {
    command
      .description(
        "open two accounts, make rooms, and ask each operation of the client-server API once as it should be and once for each way to damage the request; " +
          "reported are failures (5xx), damaged requests that are accepted, and answers that depart from the specification, each with a line of curl",
      )
      .argument("<url>", "a server of yours", serverUrl)
      .option("--only <operations>", "operations to ask, such as createRoom,kick", list)
      .option("--seed <number>", "names of what is made follow from it", positive, 1)
      .option(
        "--random <number>",
        "requests at random of each operation; needs the package fast-check, and finds the smallest that fails",
        positive,
      )
      .option("--budget <number>", "requests in all", positive, 5000)
      .option("--rate <number>", "requests a second", positive, 100)
      .option("--token-file <file>", "use the account of this access token instead of new ones")
      .option(
        "--federation",
        "ask the federation API at this address instead, what changes nothing; its certificate must be trusted (NODE_EXTRA_CA_CERTS)",
      )
      .option("--as <server>", "with --federation: a server of yours, in whose name requests are signed")
      .option("--key <file>", "with --as: its signing key, a line such as ed25519 a_1 SEED")
      .option("--i-own-this-server", "needed for a server that is not on this machine");
    addInspectOptions(command).action(async (url: string, flags: ProbeFlags) => {
      const { runProbe } = await import("../probe/run-probe.js");
      process.exitCode = await runProbe(url, flags, command);
    });
  },
};
