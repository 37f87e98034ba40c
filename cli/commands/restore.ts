/** `knockgen restore`: an empty store is filled from a copy. */
import { type Command, Option } from "commander";
import type { CommandRecord } from "../command.js";
import { missing } from "../optional-package.js";
import { systemError } from "../system-error.js";

async function restore(file: string, { data: folder }: { data: string }, command: Command): Promise<void> {
  const databaseUrl = process.env.DATABASE_URL;
  const { restoreFrom } = await import("@knockgen/server").catch(missing(command, "@knockgen/server"));
  const rows = await restoreFrom(file, databaseUrl ? { databaseUrl } : { folder }).catch(
    systemError(command),
  );
  process.stdout.write(`${rows} rows are back in ${databaseUrl ? "the database" : folder}\n`);
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "restore",
  usage: "restore FILE",
  summary: "fill an empty store from a copy",
  define(command: Command): void {
    command
      .description(
        "fill an empty folder, or an empty database of PostgreSQL (DATABASE_URL), from a file of `knockgen backup`; the server " +
          "of the copy must not run any more, since two servers with one name and one key harm each other",
      )
      .argument("<file>", "file that `knockgen backup` has written")
      .addOption(new Option("--data <folder>", "folder of the embedded database").default("knockgen-data"))
      .action(restore);
  },
};
