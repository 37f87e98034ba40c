/** `knockgen mock`: runs the mock until it is told to stop. */
import { readFileSync } from "node:fs";
import { release } from "@knockgen/matrix/inspect/release";
import type { Command } from "commander";
import { didYouMean } from "#generator/near-names.js";
import { missing } from "../optional-package.js";
import { resolveSpec } from "../releases/resolve.js";
import { systemError } from "../system-error.js";
import type { Fault } from "./faults.js";
import { readScenario } from "./scenario.js";

export interface MockFlags {
  readonly port: number;
  readonly host: string;
  readonly serverName: string;
  readonly seed: number;
  readonly fault?: readonly Fault[];
  readonly scenario?: string;
  readonly spec?: string;
}

export async function runMock(flags: MockFlags, command: Command): Promise<void> {
  const { createMock } = await import("./create-mock.js").catch(missing(command, "@knockgen/server"));
  const { port, host, serverName, seed, fault, scenario, spec } = flags;
  const operations = release.routes.map(({ operationId }) => operationId);
  for (const { operation } of fault ?? [])
    if (operation !== "*" && !operations.includes(operation))
      command.error(`error: there is no operation ${operation}${didYouMean(operation, operations)}`);
  const script =
    scenario === undefined ? undefined : readScenario(readFileSync(scenario, "utf8"), operations);
  if (typeof script === "string") command.error(`error: ${scenario} ${script}`);
  const place = spec === undefined ? undefined : await resolveSpec(spec, { pin: false });
  const mock = await createMock({
    port,
    host,
    serverName,
    seed,
    ...(fault !== undefined && { faults: fault }),
    ...(typeof script === "object" && { scenario: script }),
    ...(place !== undefined && { spec: place }),
  }).catch(systemError(command));
  process.stdout.write(`knockgen: mock of ${serverName} at ${mock.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void mock.close());
}
