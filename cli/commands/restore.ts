/** `knockgen restore`: an empty store is filled from a copy. */
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { missing } from "../optional-package.js";
import { dataOption, type StoreFlags, storePlace } from "../serve/store-place.js";
import { systemError } from "../system-error.js";

async function restore(file: string, flags: StoreFlags, command: Command): Promise<void> {
  const store = storePlace(flags);
  const { restoreFrom } = await import("@knockgen/server").catch(missing(command, "@knockgen/server"));
  const rows = await restoreFrom(file, store).catch(systemError(command));
  process.stdout.write(`${rows} rows are back in ${store.folder ?? "the database"}\n`);
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
      .addOption(dataOption())
      .action(restore);
  },
};
