/** Failures of the system, such as a port that is taken or a database that does not answer: no bugs of ours. */
import type { Command } from "commander";

/** For `catch`: ends the command with what the system says; anything else goes on its way. */
export function systemError(command: Command): (error: unknown) => never {
  return (error) => {
    if (error instanceof Error && "code" in error && typeof error.code === "string")
      command.error(`error: ${error.message === "" ? error.code : error.message}`);
    throw error;
  };
}
