/** Makes a folder with those above it. */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { constants } from "node:os";
import nodePath from "node:path";

/**
 * Gives the folders that it made, the uppermost first. Node's own recursive `mkdir` never ends where a folder is there and still
 * says that it is not when something is made in it, as /proc does.
 */
export function makeFolder(folder: string, mode?: number): readonly string[] {
  const missing: string[] = [];
  for (let place = nodePath.resolve(folder); !existsSync(place); place = nodePath.dirname(place))
    missing.unshift(place);
  if (missing.length === 0 && !isFolder(folder)) mkdirSync(folder); // Says that it is a file.
  return missing.filter((place) => make(place, mode));
}

/** False where another process was faster. */
function make(place: string, mode: number | undefined): boolean {
  try {
    mkdirSync(place, { mode });
    return true;
  } catch (error) {
    if (isFolder(place)) return false;
    const isRefused = isFolder(nodePath.dirname(place)) && hasCode(error, "ENOENT");
    throw isRefused ? refusal(place, error) : error;
  }
}

function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** The system says that the folder above does not exist, which would send its reader the wrong way. */
function refusal(place: string, cause: unknown): Error {
  const error = new Error(`EPERM: no folder can be made there, mkdir '${place}'`, { cause });
  return Object.assign(error, {
    code: "EPERM",
    errno: -constants.errno.EPERM,
    syscall: "mkdir",
    path: place,
  });
}
