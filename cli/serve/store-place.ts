/** The store that commands of the server work on: that of `DATABASE_URL`, or else an embedded one in a folder. */
import { readdirSync, statSync } from "node:fs";
import type { StoreOptions } from "@knockgen/server";
import { type Command, Option } from "commander";
import { given } from "../flag-values.js";

export interface StoreFlags {
  readonly data: string;
}

export function dataOption(): Option {
  return new Option("--data <folder>", "folder of the embedded database")
    .default("knockgen-data")
    .argParser(given);
}

/** The address of a database is a secret, and comes by the environment. */
export function storePlace({ data: folder }: StoreFlags): StoreOptions {
  const { DATABASE_URL: databaseUrl } = process.env;
  return databaseUrl ? { databaseUrl } : { folder };
}

/** The same; ends the command where the folder is not there, or has nothing in it: to open a database there would make one. */
export function existingStore(flags: StoreFlags, command: Command): StoreOptions {
  const place = storePlace(flags);
  if (place.folder !== undefined && isNothing(place.folder))
    command.error(`error: there is no database in ${place.folder}`);
  return place;
}

function isNothing(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || (found.isDirectory() && readdirSync(path).length === 0);
}
