/** Files that a run writes at its end are looked at before it begins: a run may take an hour. */
import { accessSync, constants, statSync } from "node:fs";
import nodePath from "node:path";
import { visible } from "#generator/report/visible.js";
import { Failure } from "../failure.js";

/** Throws where one of them cannot be written; as the system does, or a Failure. */
export function checkOutputs(...files: readonly (string | undefined)[]): void {
  for (const file of files) {
    if (file === undefined) continue;
    const known = statSync(file, { throwIfNoEntry: false });
    if (known?.isDirectory()) throw new Failure(`${visible(file)}: it is a folder`, 2);
    accessSync(known === undefined ? nodePath.dirname(file) : file, constants.W_OK);
  }
}
