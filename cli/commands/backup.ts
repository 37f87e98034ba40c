/** `knockgen backup`: a copy of the server's store, also while the server runs. */
import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { missing } from "../optional-package.js";
import { dataOption, existingStore, type StoreFlags } from "../serve/store-place.js";
import { systemError } from "../system-error.js";

async function backup(file: string, flags: StoreFlags, command: Command): Promise<void> {
  const store = existingStore(flags, command);
  if (existsSync(file)) command.error(`error: ${file} exists already, and is not overwritten`);
  const { backupTo } = await import("@knockgen/server").catch(missing(command, "@knockgen/server"));
  await backupTo(file, store).catch(systemError(command));
  process.stdout.write(`${file} is a copy of the store; keep it as safe as a key, since it holds some\n`);
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "backup",
  usage: "backup FILE",
  summary: "write a consistent copy of the store, also while the server runs",
  define(command: Command): void {
    command
      .description(
        "write a consistent copy of a store, of an embedded database or of PostgreSQL (DATABASE_URL), also while the server " +
          "runs; an embedded one makes others wait meanwhile; `knockgen restore` puts it into either",
      )
      .argument("<file>", "file to write, compressed lines of JSON")
      .addOption(dataOption())
      .action(backup);
  },
};
