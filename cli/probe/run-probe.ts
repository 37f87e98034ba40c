/** `knockgen probe URL`: probes a server of the caller's, and reports. */
import { readFileSync } from "node:fs";
import { isServerName, keyPairFromSeed } from "@knockgen/auth";
import { release as own } from "@knockgen/matrix/inspect/release";
import type { Command } from "commander";
import { didYouMean } from "#generator/near-names.js";
import { visible } from "#generator/report/visible.js";
import { nameOf } from "#inspect/releases/release.js";
import type { Waiver } from "#inspect/waivers.js";
import { checkReleases, type InspectFlags, waiversOf } from "../inspect/run-options.js";
import { writeReport } from "../inspect/write-report.js";
import { missing } from "../optional-package.js";
import { isThisMachine } from "../this-machine.js";
import { type Probed, probe } from "./probe.js";
import { probeFederation, type Signer } from "./probe-federation.js";
import { BudgetSpent } from "./sender.js";
import { SetupError } from "./setup.js";

export interface ProbeFlags extends InspectFlags {
  readonly only?: readonly string[];
  readonly seed: number;
  readonly random?: number;
  readonly budget: number;
  readonly rate: number;
  readonly tokenFile?: string;
  readonly iOwnThisServer?: boolean;
  readonly federation?: boolean;
  readonly as?: string;
  readonly key?: string;
}

/** Gives the exit code. */
export async function runProbe(url: string, flags: ProbeFlags, command: Command): Promise<number> {
  if (!flags.iOwnThisServer && !isThisMachine(new URL(url)))
    command.error("error: a probe is for servers of your own: say so with --i-own-this-server");
  const ownName = nameOf(own);
  checkReleases(flags, ownName, command);
  const waivers = waiversOf(flags, command);
  if (flags.random !== undefined) await import("fast-check").catch(missing(command, "fast-check"));
  checkOperations(flags.only ?? [], command);
  const signer = signerOf(flags, command);
  const { report, curl } = await ask(url, flags, waivers, signer).catch(unreachable(command));
  const code = writeReport(report, flags, ownName, waivers);
  if (flags.format === "text") process.stdout.write(commandLines(report, curl));
  return code;
}

function checkOperations(names: readonly string[], command: Command): void {
  const operations = own.routes
    .filter(({ api }) => api === "client-server")
    .map((route) => route.operationId);
  for (const name of names)
    if (!operations.includes(name))
      command.error(`error: the client-server API has no operation ${name}${didYouMean(name, operations)}`);
}

async function ask(
  url: string,
  flags: ProbeFlags,
  waivers: readonly Waiver[],
  signer: Signer | undefined,
): Promise<Probed> {
  const { only, seed, random, budget, rate, tokenFile, release, releaseDir } = flags;
  const common = {
    url,
    budget,
    rate,
    waivers,
    release,
    ...(releaseDir !== undefined && { releaseFolders: releaseDir }),
  };
  if (flags.federation) return probeFederation({ ...common, ...(signer !== undefined && { signer }) });
  return probe({
    ...common,
    seed,
    ...(random !== undefined && { random }),
    ...(only !== undefined && { only }),
    ...(tokenFile !== undefined && { token: readFileSync(tokenFile, "utf8").trim() }),
  });
}

/** Ends the command where the server could not be probed at all. */
function unreachable(command: Command): (error: unknown) => never {
  return (error) => {
    if (error instanceof SetupError || error instanceof BudgetSpent)
      return command.error(`error: ${error.message}`);
    throw error;
  };
}

/** The shortest request that shows each finding. */
function commandLines({ findings }: Probed["report"], curl: Probed["curl"]): string {
  const lines = findings.map(({ id }) => {
    const line = curl.get(id);
    return line === undefined ? "" : `${visible(id)}\n    ${visible(line)}\n`;
  });
  return lines.join("");
}

/** Ends the command where the name or the key is not one. */
function signerOf(
  { federation, as: name, key, only, random, tokenFile }: ProbeFlags,
  command: Command,
): Signer | undefined {
  if (!federation) {
    if (name !== undefined || key !== undefined) command.error("error: --as and --key go with --federation");
    return undefined;
  }
  if (only !== undefined || random !== undefined || tokenFile !== undefined)
    command.error("error: --federation asks all that it has: it takes no --only, --random or --token-file");
  if (name === undefined && key === undefined) return undefined;
  if (name === undefined || key === undefined) return command.error("error: --as and --key go together");
  if (!isServerName(name)) command.error(`error: ${name} is not the name of a server`);
  const [, version = "", seed = ""] = /^ed25519 (\S+) (\S+)\s*$/.exec(readFileSync(key, "utf8")) ?? [];
  try {
    return { name, key: keyPairFromSeed(seed, version) };
  } catch {
    return command.error(`error: ${key} has no line such as ed25519 a_1 SEED, with 32 bytes in base64`);
  }
}
