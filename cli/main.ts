#!/usr/bin/env node
/** The command line's entry: a process for one command. */
import { EXIT_BUG, runCommand } from "./run.js";
import { tuneForShortRun } from "./short-run.js";

// A reader that has seen enough (`knockgen … | head`) closes the pipe. That is not an error, nor does it undo one.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") process.exit(EXIT_BUG);
  });

let runsProject = false;
await runCommand(process.argv.slice(2), (record) => {
  if (record.isShort === true) tuneForShortRun();
  runsProject = record.runsProject === true;
});
// Timers and sockets that code of the project has left behind would keep the process. Once all is said, it ends.
if (runsProject) process.stdout.write("", () => process.stderr.write("", () => process.exit()));
