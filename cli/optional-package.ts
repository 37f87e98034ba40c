/** Packages that only some commands need, and that not every user has installed. */
import type { Command } from "commander";

/** For `catch` of an import: ends the command, naming the package to install; anything else goes on its way. */
export function missing(command: Command, name: string): (error: unknown) => never {
  return (error) => {
    const isMissing = error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
    if (isMissing && error.message.includes(`'${name}'`))
      command.error(`error: this command needs the package ${name}: npm i ${name}`);
    throw error;
  };
}
