/** `knockgen init KIND [FOLDER]`: a small project that works, to go on from. */
import { Argument, type Command, InvalidArgumentError } from "commander";
import { didYouMean } from "#generator/near-names.js";
import { visible } from "#generator/report/visible.js";
import type { CommandRecord } from "../command.js";
import { Failure } from "../failure.js";
import { given } from "../flag-values.js";
import { isKind, KIND_SUMMARIES, KINDS, type Kind } from "../init/kinds.js";

function kindOf(text: string): Kind {
  if (!isKind(text))
    throw new InvalidArgumentError(`it is none of ${KINDS.join(", ")}${didYouMean(text, KINDS)}`);
  return text;
}

/** Calls that begin a project of each kind. */
function kinds(): string {
  const width = Math.max(...KINDS.map((kind) => kind.length));
  return KINDS.map((kind) => `  knockgen init ${kind.padEnd(width)}  ${KIND_SUMMARIES[kind]}`).join("\n");
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "init",
  usage: `init ${KINDS.join("|")} [FOLDER]`,
  summary: "begin a project: types only, a bot, an application service, a worker, a page or a server",
  define(command: Command): void {
    command
      .addArgument(new Argument("[kind]", KINDS.join(", ")).argParser(kindOf))
      .argument("[folder]", "where to write it; nothing that is there is overwritten", given, ".")
      .action(async (kind: Kind | undefined, folder: string) => {
        if (kind === undefined) throw new Failure(`what shall it be?\n${kinds()}`, 2);
        const { init } = await import("../init/init.js");
        for (const path of init(kind, folder)) console.log(`  + ${visible(path)}`);
        const enter = folder === "." ? "" : `cd ${visible(folder)} && `;
        console.log(`README.md says how it runs; begin with: ${enter}npm install`);
      });
  },
};
