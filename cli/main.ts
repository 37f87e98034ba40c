#!/usr/bin/env node
/** The command line: each command registers itself from its own file and loads what it needs only when it runs. */
import { Command, CommanderError } from "commander";
import { visible } from "#generator/report/visible.js";

type Register = (program: Command) => void;

/** One line a command. Only the one that is asked for is loaded; all of them, when none is, so that help can list them. */
const COMMANDS: { readonly [name: string]: () => Promise<{ readonly register: Register }> } = {
  generate: () => import("./commands/generate.js"),
  check: () => import("./commands/check.js"),
  watch: () => import("./commands/watch.js"),
  diff: () => import("./commands/diff.js"),
  scaffold: () => import("./commands/scaffold.js"),
  validate: () => import("./commands/validate.js"),
  authorize: () => import("./commands/authorize.js"),
  explain: () => import("./commands/explain.js"),
  membership: () => import("./commands/membership.js"),
  vectors: () => import("./commands/vectors.js"),
  serve: () => import("./commands/serve.js"),
  keys: () => import("./commands/keys.js"),
};

const named = process.argv[2] ?? "";
const wanted = Object.hasOwn(COMMANDS, named) ? [COMMANDS[named]] : Object.values(COMMANDS);

const program = new Command("knockgen");
program.description("Matrix types, validators, routes and a client from the specification");
program.exitOverride();
for (const load of wanted) (await load?.())?.register(program);
for (const command of program.commands) command.exitOverride();

/** A wrong call is the caller's to mend, anything unexpected is ours. */
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
const EXIT_BUG = 70;

/** A call of the system that it refused: a folder without permission, a full disk. It says which file it was about. */
function isSystemFailure(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error && "code" in error && !/^ERR_/.test(String(error.code));
}

// A reader that has seen enough (`knockgen … | head`) closes the pipe; that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? 0 : EXIT_BUG),
);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  else if (isSystemFailure(error)) {
    console.error(`knockgen: ${visible(error.message)}`);
    process.exitCode = EXIT_FAILURE;
  } else {
    console.error(`knockgen: ${visible(error instanceof Error ? error.message : String(error))}`);
    console.error(
      "This is a bug in knockgen. Please report it with the command that you ran; DEBUG=1 prints where it happened.",
    );
    if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
    process.exitCode = EXIT_BUG;
  }
}
