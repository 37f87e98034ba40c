/** A folder for what the workers of one run keep as long as it lasts; they are ended without a chance to clean up. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Each project of the runner sets up in a module of its own, but in the same process, from which workers have their environment. */
const FOLDER = "KNOCKGEN_TEST_FOLDER";

const make = (): string => mkdtempSync(path.join(tmpdir(), "knockgen-test-"));

/** For the set-up of a run: the first makes the folder, and removes it at the end. */
export default function setup(): (() => void) | undefined {
  if (process.env[FOLDER] !== undefined) return undefined;
  const folder = make();
  process.env[FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** A new folder in it. */
export function folderOfRun(name: string): string {
  return mkdtempSync(path.join(process.env[FOLDER] ?? make(), `${name}-`));
}
