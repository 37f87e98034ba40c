/** `knockgen init KIND [FOLDER]`: a small project that works, to go on from. */
import { Argument, type Command, InvalidArgumentError } from "commander";
import { didYouMean } from "#generator/near-names.js";
import { visible } from "#generator/report/visible.js";
import type { CommandRecord } from "../command.js";
import { isKind, KINDS, type Kind } from "../init/kinds.js";

function kindOf(text: string): Kind {
  if (!isKind(text))
    throw new InvalidArgumentError(`it is none of ${KINDS.join(", ")}${didYouMean(text, KINDS)}`);
  return text;
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "init",
  usage: `init ${KINDS.join("|")} [FOLDER]`,
  summary: "begin a project: types only, a bot, an application service, a worker, a page or a server",
  define(command: Command): void {
    command
      .addArgument(new Argument("<kind>", KINDS.join(", ")).argParser(kindOf))
      .argument("[folder]", "where to write it; nothing that is there is overwritten", ".")
      .action(async (kind: Kind, folder: string) => {
        const { init } = await import("../init/init.js");
        for (const path of init(kind, folder)) console.log(`  + ${visible(path)}`);
        const enter = folder === "." ? "" : `cd ${visible(folder)} && `;
        console.log(`README.md says how it runs; begin with: ${enter}npm install`);
      });
  },
};
