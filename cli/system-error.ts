/** Failures of the system, such as a port that is taken or a database that does not answer: no bugs of ours. */
import { type Command, CommanderError } from "commander";

/** For `catch`: ends the command with what the system says; anything else goes on its way. */
export function systemError(command: Command): (error: unknown) => never {
  return (error) => {
    // A wrong call that was told already.
    if (error instanceof CommanderError) throw error;
    const code = codeOf(error);
    if (error instanceof Error && code !== undefined) command.error(`error: ${error.message || code}`);
    throw error;
  };
}

/** The system's code, of the error itself or of what has caused it. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause);
}
