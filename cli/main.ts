#!/usr/bin/env node
/** The command line's entry: runs the command that was named, and turns failures into exit codes. */
import { readFileSync } from "node:fs";
import nodePath from "node:path";
import { Command, CommanderError } from "commander";
import { packageRoot } from "#generator/package-root.js";
import { visible } from "#generator/report/visible.js";
import { COMMANDS } from "./commands.js";
import { Failure } from "./failure.js";
import { isSystemFailure, systemMessage } from "./system-error.js";

const named = process.argv[2] ?? "";
const wanted = Object.hasOwn(COMMANDS, named) ? [COMMANDS[named]] : Object.values(COMMANDS);

const program = new Command("knockgen");
program.description("Matrix types, validators, routes and a client from the specification");
program.version(versionOf(packageRoot), "--version", "print the version");
program.exitOverride();
// One prefix for all messages, those of the library included.
program.configureOutput({
  outputError: (text, write) => write(text.replace(/^error: /, "knockgen: ")),
});
for (const load of wanted) {
  const record = (await load?.())?.command;
  if (record !== undefined)
    record.define(program.command(record.name).description(record.summary).exitOverride());
}

function versionOf(root: string): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(nodePath.join(root, "package.json"), "utf8"),
  );
  return version;
}

/** A wrong call is the caller's to mend, anything unexpected is ours. */
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
const EXIT_BUG = 70;

/** A file that is not there, or not a file: the call named it. */
function isAboutCall(error: Error): boolean {
  return "code" in error && ["ENOENT", "ENOTDIR", "EISDIR"].includes(String(error.code));
}

// A reader that has seen enough (`knockgen … | head`) closes the pipe. That is not an error, nor does it undo one.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exit(EXIT_BUG);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  else if (error instanceof Failure) {
    console.error(`knockgen: ${error.message}`);
    process.exitCode = error.exitCode;
  } else if (isSystemFailure(error)) {
    console.error(`knockgen: ${systemMessage(error)}`);
    process.exitCode = isAboutCall(error) ? EXIT_USAGE : EXIT_FAILURE;
  } else {
    console.error(`knockgen: ${visible(error instanceof Error ? error.message : String(error))}`);
    console.error(
      "This is a bug in knockgen. Please report it with the command that you ran; DEBUG=1 prints where it happened.",
    );
    if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
    process.exitCode = EXIT_BUG;
  }
}
