/** `knockgen doctor`: whether the server's store is whole. */
import type { Command } from "commander";
import { visible } from "#generator/report/visible.js";
import type { CommandRecord } from "../command.js";
import { missing } from "../optional-package.js";
import { dataOption, existingStore, type StoreFlags } from "../serve/store-place.js";
import { systemError } from "../system-error.js";

async function doctor(flags: StoreFlags, command: Command): Promise<void> {
  const store = existingStore(flags, command);
  const { examineStore } = await import("@knockgen/server").catch(missing(command, "@knockgen/server"));
  const examined = await examineStore(store).catch(systemError(command));
  const wrong = examined.filter((each) => each.wrong !== undefined);
  for (const { name, wrong: what, count, examples } of wrong) {
    const some =
      examples.length === 0
        ? ""
        : `: ${examples.map(visible).join(", ")}${count > examples.length ? ", …" : ""}`;
    const number = examples.length === 0 ? "" : `${count} `;
    process.stdout.write(`${name}: ${number}${what}${some}\n`);
  }
  const names = [...new Set(examined.map(({ name }) => name))].join(", ");
  process.stdout.write(
    wrong.length === 0
      ? `all is well with ${names}\n`
      : `${wrong.length} of ${examined.length} checks found something\n`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "doctor",
  usage: "doctor",
  summary: "check the store of the knock server, and change nothing",
  define(command: Command): void {
    command
      .description(
        "check schema, heads, missing events and state, memberships and orphans of a store; it exits with 1 when it finds " +
          "something; stop the server first, unless it is on PostgreSQL (DATABASE_URL)",
      )
      .addOption(dataOption())
      .action(doctor);
  },
};
