/** Failures of the system, such as a port that is taken or a database that does not answer: not bugs of ours. */
import { type Command, CommanderError } from "commander";
import { visible } from "#generator/report/visible.js";

/** Sentences for the codes of file systems; of others, the system's own message is shown. */
const SENTENCES: Readonly<Record<string, string>> = {
  EACCES: "permission is denied",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open",
  ENOENT: "it does not exist",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is not a folder",
  EPERM: "permission is denied",
  EROFS: "the file system is read-only",
};

/**
 * A refusal of the system, or of the unpacking of a file: a folder without permission, a full disk, a broken archive.
 * Only these have a number; what Node refuses of its own (ERR_…) is our bug.
 */
export function isSystemFailure(error: unknown): error is Error {
  return error instanceof Error && "errno" in error && "code" in error;
}

/** A system's failure as a sentence for people, with the file that it is about. */
export function systemMessage(error: Error): string {
  const sentence = SENTENCES[codeOf(error) ?? ""];
  const file = pathOf(error);
  if (sentence === undefined || file === undefined)
    return visible(error.message || codeOf(error) || "the system failed");
  return `${visible(file)}: ${sentence}`;
}

/** For `catch`: ends the command with what the system says; anything else goes on its way. */
export function systemError(command: Command): (error: unknown) => never {
  return (error) => {
    // A wrong call that was told already.
    if (error instanceof CommanderError) throw error;
    if (error instanceof Error && codeOf(error) !== undefined)
      command.error(`knockgen: ${systemMessage(error)}`, { exitCode: 2 });
    throw error;
  };
}

/** The system's code, of the error itself or of what has caused it. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return "code" in error && typeof error.code === "string" ? error.code : codeOf(error.cause);
}

/** The file that the error, or its cause, is about. */
function pathOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return "path" in error && typeof error.path === "string" ? error.path : pathOf(error.cause);
}
