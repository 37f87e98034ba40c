/** Ends a command that has run code of the project: timers and sockets which that has left behind would keep the process. */

/** Once all is said. */
export function endWith(exitCode: number): void {
  process.exitCode = exitCode;
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}
