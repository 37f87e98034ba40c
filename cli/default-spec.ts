/** The specification that is meant when none is named: the project's own, or else the one that knockgen brings. */
import { existsSync } from "node:fs";
import { ownSpec } from "#generator/package-root.js";

const OWN = "schemas";

export function defaultSpec(): string {
  return hasOwnSpec() ? OWN : ownSpec;
}

/** Says which specification is used where none is named and the folder has none. */
export function noteDefaultSpec(): void {
  if (!hasOwnSpec())
    process.stderr.write(
      "knockgen: no specification is named, so the one that knockgen brings is used (Matrix 1.19); name another with --spec\n",
    );
}

function hasOwnSpec(): boolean {
  return existsSync(OWN);
}
