/** The contract of a command of the command line. */
import type { Command } from "commander";

/** One command; a file of `commands/` exports one as `command`, and `commands.ts` lists it. */
export interface CommandRecord {
  readonly name: string;
  /** As the README's table of commands has it, without `knockgen`. */
  readonly usage: string;
  /** One line of the help, without a full stop. */
  readonly summary: string;
  /** Ends in a second or two: its process is set up for that (`short-run.ts`). */
  readonly isShort?: true;
  /** Runs code of the project, which may leave timers and sockets behind: its process ends all the same. */
  readonly runsProject?: true;
  /** Adds arguments, options and the action. The action loads what it needs, so that other commands do not wait for it. */
  define(command: Command): void;
}
