/** `knockgen vectors`: compares the auth engine with a folder of recorded answers. For those who work on the engine. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { visible } from "#generator/report/visible.js";
import type { CommandRecord } from "../command.js";
import { Failure } from "../failure.js";
import { readLines } from "../lines.js";
import { systemError } from "../system-error.js";

interface Options {
  readonly verbose?: boolean;
}

/** Compares one file, prints its line, and says how many cases disagree. */
async function compareFile(file: string, { verbose = false }: Options): Promise<number> {
  const { comparer } = await import("@knockgen/auth/vectors");
  const compare = comparer();
  const wrong: string[] = [];
  let cases = 0;
  for await (const line of readLines(file)) {
    if (line.trim() === "") continue;
    cases++;
    const { id, agreement } = compare(line);
    if (agreement.agrees) continue;
    wrong.push(visible(id));
    if (verbose) process.stderr.write(`${visible(`${id}: ${agreement.detail}`)}\n`);
  }
  const ids = wrong.length === 0 ? "" : `: ${wrong.join(" ")}`;
  process.stdout.write(
    `${path.basename(file)}: ${cases} cases, ${cases - wrong.length} agreements, ${wrong.length} disagreements${ids}\n`,
  );
  return wrong.length;
}

async function run(folder: string, options: Options): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /\.jsonl(\.gz)?$/.test(name)).sort();
  if (names.length === 0) {
    throw new Failure(`${visible(folder)} holds no .jsonl or .jsonl.gz file`, 2);
  }
  for (const name of names)
    if ((await compareFile(path.join(folder, name), options)) > 0) process.exitCode = 1;
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "vectors",
  usage: "vectors DIR",
  summary: "compare the auth engine with recorded answers: every .jsonl and .jsonl.gz file of a folder",
  define(command: Command): void {
    command.argument("<folder>").option("--verbose", "also say what the engine answers instead");
    command.action((folder: string, options: Options) => run(folder, options).catch(systemError(command)));
  },
};
