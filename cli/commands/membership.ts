/** `knockgen membership`: the membership transitions that the engine computes. */
import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { visible } from "#generator/report/visible.js";
import type { CommandRecord } from "../command.js";
import { systemError } from "../system-error.js";

interface Options {
  readonly roomVersion: string;
  readonly svg?: string;
}

async function run({ roomVersion, svg }: Options, command: Command): Promise<void> {
  const { isRoomVersion, membershipSvg, membershipTable, ROOM_VERSIONS } = await import("@knockgen/auth");
  if (!isRoomVersion(roomVersion))
    command.error(`error: ${visible(roomVersion)} is not one of ${Object.keys(ROOM_VERSIONS).join(", ")}`);
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
      .option("--room-version <version>", "the room version", "12")
      .option("--svg <file>", "also draw them as a state diagram");
    command.action((options: Options) => run(options, command).catch(systemError(command)));
  },
};
