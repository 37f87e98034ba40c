/** `knockgen keys`: the keys with which the knock server signs. */
import type { Command } from "commander";
import type { CommandRecord } from "../command.js";
import { missing } from "../optional-package.js";
import { dataOption, existingStore, type StoreFlags } from "../serve/store-place.js";
import { systemError } from "../system-error.js";

async function rotate(flags: StoreFlags, command: Command): Promise<void> {
  const store = existingStore(flags, command);
  const { rotateKeys } = await import("@knockgen/server").catch(missing(command, "@knockgen/server"));
  const { current, retired } = await rotateKeys(store).catch(systemError(command));
  for (const { keyId, expiredTs } of retired)
    process.stdout.write(`${keyId} signs nothing since ${new Date(expiredTs).toISOString()}\n`);
  process.stdout.write(`${current.join(", ")} signs from now on\n`);
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "keys",
  usage: "keys rotate",
  summary: "the keys with which the knock server signs",
  define(command: Command): void {
    command
      .command("rotate")
      .description(
        "sign with a new key from now on, and publish the old ones as such, so that what they have signed stays good; " +
          "stop the server first, unless it is on PostgreSQL (DATABASE_URL)",
      )
      .addOption(dataOption())
      .action(rotate);
  },
};
