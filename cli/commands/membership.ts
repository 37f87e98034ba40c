/** `knockgen membership`: the membership transitions that the engine computes. */
import { writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { CommandRecord } from "../command.js";
import { systemError } from "../system-error.js";

interface Options {
  readonly roomVersion: string;
  readonly svg?: string;
}

const VERSIONS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];

async function run({ roomVersion, svg }: Options): Promise<void> {
  const { isRoomVersion, membershipSvg, membershipTable } = await import("@knockgen/auth");
  if (!isRoomVersion(roomVersion)) return;
  process.stdout.write(membershipTable(roomVersion));
  if (svg !== undefined) await writeFile(svg, membershipSvg(roomVersion));
}

/** The record of the command. */
export const command: CommandRecord = {
  name: "membership",
  usage: "membership [--room-version N] [--svg FILE]",
  summary: "print the membership transitions of a room version, as the engine decides them",
  define(command: Command): void {
    command

      .addOption(new Option("--room-version <n>", "the room version").choices(VERSIONS).default("12"))
      .option("--svg <file>", "also draw them as a state diagram");
    command.action((options: Options) => run(options).catch(systemError(command)));
  },
};
