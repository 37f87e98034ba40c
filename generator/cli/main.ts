#!/usr/bin/env node
/** The command line: each command registers itself from its own file and loads what it needs only when it runs. */
import { Command, CommanderError } from "commander";
import { visible } from "../report/visible.js";
import { register as authorize } from "./commands/authorize.js";
import { register as check } from "./commands/check.js";
import { register as diff } from "./commands/diff.js";
import { register as explain } from "./commands/explain.js";
import { register as generate } from "./commands/generate.js";
import { register as keys } from "./commands/keys.js";
import { register as membership } from "./commands/membership.js";
import { register as scaffold } from "./commands/scaffold.js";
import { register as serve } from "./commands/serve.js";
import { register as validate } from "./commands/validate.js";
import { register as vectors } from "./commands/vectors.js";
import { register as watch } from "./commands/watch.js";

/** One line a command; every module here is small and imports its stage lazily. */
const commands: readonly ((program: Command) => void)[] = [
  generate,
  check,
  watch,
  diff,
  scaffold,
  validate,
  authorize,
  explain,
  membership,
  vectors,
  serve,
  keys,
];

const program = new Command("knockgen");
program.description("Matrix types, validators, routes and a client from the specification");
program.exitOverride();
for (const register of commands) register(program);
for (const command of program.commands) command.exitOverride();

/** A wrong call is the caller's to mend, anything unexpected is ours. */
const EXIT_USAGE = 2;
const EXIT_BUG = 70;

// A reader that has seen enough (`knockgen … | head`) closes the pipe; that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? 0 : EXIT_BUG),
);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  else {
    console.error(`knockgen: ${visible(error instanceof Error ? error.message : String(error))}`);
    console.error(
      "This is a bug in knockgen. Please report it with the command that you ran; DEBUG=1 prints where it happened.",
    );
    if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
    process.exitCode = EXIT_BUG;
  }
}
