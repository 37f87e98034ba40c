/** Runs the command that was named, and turns failures into exit codes. Its process is the matter of `main.ts`. */
import { readFileSync } from "node:fs";
import nodePath from "node:path";
import { Command, CommanderError } from "commander";
import { packageRoot } from "#generator/package-root.js";
import { visible } from "#generator/report/visible.js";
import type { CommandRecord } from "./command.js";
import { COMMANDS } from "./commands.js";
import { Failure } from "./failure.js";
import { isSystemFailure, systemMessage } from "./system-error.js";

/** A wrong call is the caller's to mend, anything unexpected is ours. */
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
export const EXIT_BUG = 70;

/** Sets the exit code of the process, and leaves it running. `begin` is told which command it is, just before that acts. */
export async function runCommand(
  args: readonly string[],
  begin: (record: CommandRecord) => void = () => {},
): Promise<void> {
  try {
    const program = await programFor(args[0] ?? "", begin);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = told(error);
  }
}

async function programFor(named: string, begin: (record: CommandRecord) => void): Promise<Command> {
  const program = new Command("knockgen");
  program.description("Matrix types, validators, routes and a client from the specification");
  program.version(versionOf(packageRoot), "--version", "print the version");
  program.exitOverride();
  // One prefix for all messages, those of the library included.
  program.configureOutput({
    outputError: (text, write) => write(text.replace(/^error: /, "knockgen: ")),
  });
  const wanted = Object.hasOwn(COMMANDS, named) ? [COMMANDS[named]] : Object.values(COMMANDS);
  for (const load of wanted) {
    const record = (await load?.())?.command;
    if (record === undefined) continue;
    const command = program.command(record.name).description(record.summary).exitOverride();
    command.hook("preAction", () => begin(record));
    record.define(command);
  }
  return program;
}

function versionOf(root: string): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(nodePath.join(root, "package.json"), "utf8"),
  );
  return version;
}

/** The exit code of a failure, once it is said. */
function told(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE;
  if (error instanceof Failure) {
    console.error(`knockgen: ${error.message}`);
    return error.exitCode;
  }
  if (isSystemFailure(error)) {
    console.error(`knockgen: ${systemMessage(error)}`);
    return isAboutCall(error) ? EXIT_USAGE : EXIT_FAILURE;
  }
  console.error(`knockgen: ${visible(error instanceof Error ? error.message : String(error))}`);
  console.error(
    "This is a bug in knockgen. Please report it with the command that you ran; DEBUG=1 prints where it happened.",
  );
  if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
  return EXIT_BUG;
}

/** A file that is not there, or not a file: the call named it. */
function isAboutCall(error: Error): boolean {
  return "code" in error && ["ENOENT", "ENOTDIR", "EISDIR"].includes(String(error.code));
}
