/** `knockgen probe URL`: probes a server of the caller's, and reports. */
import { readFileSync } from "node:fs";
import { isServerName, keyPairFromSeed } from "@knockgen/auth";
import { release as own } from "@knockgen/matrix/inspect/release";
import type { Command } from "commander";
import { didYouMean } from "#generator/near-names.js";
import { nameOf } from "#inspect/release.js";
import { checkReleases, type InspectFlags, waiversOf } from "../inspect/run-options.js";
import { writeReport } from "../inspect/write-report.js";
import { missing } from "../optional-package.js";
import { systemMessage } from "../system-error.js";
import { type Probed, probe } from "./probe.js";
import { probeFederation, type Signer } from "./probe-federation.js";
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

const OF_THIS_MACHINE = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Gives the exit code. */
export async function runProbe(url: string, flags: ProbeFlags, command: Command): Promise<number> {
  if (!flags.iOwnThisServer && !OF_THIS_MACHINE.test(new URL(url).hostname))
    command.error("error: a probe is for servers of your own: say so with --i-own-this-server");
  const ownName = nameOf(own);
  checkReleases(flags, ownName, command);
  const waivers = waiversOf(flags, command);
  const { only, seed, random, budget, rate, tokenFile, release, releaseDir } = flags;
  if (random !== undefined) await import("fast-check").catch(missing(command, "fast-check"));
  const operations = own.routes
    .filter(({ api }) => api === "client-server")
    .map((route) => route.operationId);
  for (const name of only ?? [])
    if (!operations.includes(name))
      command.error(`error: the client-server API has no operation ${name}${didYouMean(name, operations)}`);
  const signer = signerOf(flags, command);
  const common = {
    url,
    budget,
    rate,
    waivers,
    release,
    ...(releaseDir !== undefined && { releaseFolders: releaseDir }),
  };
  const ask = (): Promise<Probed> => {
    if (flags.federation) return probeFederation({ ...common, ...(signer !== undefined && { signer }) });
    return probe({
      ...common,
      seed,
      ...(random !== undefined && { random }),
      ...(only !== undefined && { only }),
      ...(tokenFile !== undefined && { token: readFileSync(tokenFile, "utf8").trim() }),
    });
  };
  try {
    const { report, curl } = await ask();
    const code = writeReport(report, flags, ownName, waivers);
    if (flags.format === "text")
      for (const { id } of report.findings) {
        const line = curl.get(id);
        if (line !== undefined) process.stdout.write(`${id}\n    ${line}\n`);
      }
    return code;
  } catch (error) {
    if (error instanceof SetupError) return command.error(`error: ${error.message}`);
    if (error instanceof TypeError && error.cause instanceof Error)
      return command.error(`error: the server cannot be reached: ${systemMessage(error.cause)}`);
    throw error;
  }
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
