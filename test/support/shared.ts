/** Finds the reference data that lies beside the project for its developers and in CI, never on a user's machine. */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root: string = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Absolute path of the shared folder, or undefined where it is missing. `KNOCKGEN_SHARED` overrides it. */
export const sharedFolder: string | undefined = [
  process.env.KNOCKGEN_SHARED,
  path.join(root, "../shared"),
].find((folder) => folder !== undefined && existsSync(folder));

/** Absolute path of something in the shared folder; says once why what needs it is skipped where it is missing. */
export function shared(relative: string): string | undefined {
  if (sharedFolder === undefined) {
    console.warn(`skipped: needs shared/${relative}, which is not on this machine (set KNOCKGEN_SHARED)`);
    return undefined;
  }
  return path.join(sharedFolder, relative);
}
