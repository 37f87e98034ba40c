/** The specification that is meant when none is named: the project's own, or else the one that knockgen brings. */
import { existsSync } from "node:fs";
import nodePath from "node:path";
import { packageRoot } from "#generator/package-root.js";

export function defaultSpec(): string {
  return existsSync("schemas") ? "schemas" : nodePath.join(packageRoot, "schemas");
}
