/** `knockgen proxy`: starts the proxy, waits for a command or a signal, and reports. */
import { readFileSync } from "node:fs";
import { release as own } from "@knockgen/matrix/inspect/release";
import type { Command } from "commander";
import { visible } from "#generator/report/visible.js";
import { createProxy } from "#inspect/proxy/create-proxy.js";
import { nameOf } from "#inspect/releases/release.js";
import { systemError } from "../system-error.js";
import { checkOutputs } from "./check-outputs.js";
import { Recorder } from "./recorder.js";
import { runCommand } from "./run-command.js";
import { checkReleases, type InspectFlags, waiversOf } from "./run-options.js";
import { writeReport } from "./write-report.js";
import { boundYoungGeneration } from "./young-generation.js";

export interface ProxyFlags extends InspectFlags {
  readonly target: string;
  readonly port: number;
  readonly host: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly ca?: string;
  readonly record?: string;
  readonly enforce?: boolean;
  readonly maxBody?: number;
}

/** Gives the exit code: the command's, or 1 where findings reach `--fail-on`. */
export async function runProxy(
  line: readonly string[],
  flags: ProxyFlags,
  command: Command,
): Promise<number> {
  boundYoungGeneration();
  const ownName = nameOf(own);
  checkReleases(flags, ownName, command);
  const waivers = waiversOf(flags, command);
  const { target, port, host, tls, ca, record, enforce, maxBody, release, releaseDir, map } = flags;
  checkOutputs(record);
  const recorder = record === undefined ? undefined : new Recorder(record, new URL(target).origin);
  const proxy = await createProxy({
    target,
    port,
    host,
    release,
    waivers,
    enforce: enforce ?? false,
    ...(maxBody !== undefined && { maxBody }),
    ...(tls !== undefined && {
      tls: { cert: readFileSync(tls.cert, "utf8"), key: readFileSync(tls.key, "utf8") },
    }),
    ...(ca !== undefined && { ca: readFileSync(ca, "utf8") }),
    ...(releaseDir !== undefined && { releaseFolders: releaseDir }),
    ...(map !== undefined && { map }),
    onFinding: ({ level, id, sample }) =>
      process.stderr.write(`knockgen: ${level} ${visible(id)}, found ${visible(sample)}\n`),
    ...(recorder !== undefined && {
      onExchange: (exchange, milliseconds) => recorder.add(exchange, milliseconds),
    }),
  }).catch((error: Error) => {
    if ("syscall" in error) return systemError(command)(error);
    return command.error(`error: ${error.message}`);
  });
  process.stderr.write(`knockgen: proxy of ${new URL(target).origin} at ${proxy.url}\n`);
  const code = line.length === 0 ? await untilStopped() : await runCommand(line, proxy.url);
  await proxy.settled();
  await proxy.close();
  await recorder?.close();
  const verdict = writeReport(proxy.report(), flags, ownName, waivers);
  return code === 0 ? verdict : code;
}

function untilStopped(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(0));
  });
}
