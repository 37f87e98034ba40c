/** Says at the end of a run what a clone without the reference data has not checked. */
import { sharedFolder } from "./shared.js";

/** Each project of the runner sets up in a module of its own, but in the same process. */
const TOLD = "KNOCKGEN_TOLD_MISSING_DATA";

export default function setup(): (() => void) | undefined {
  if (sharedFolder !== undefined || process.env[TOLD] !== undefined) return undefined;
  process.env[TOLD] = "yes";
  return () =>
    console.log(
      "\nNot checked here: whole releases of the specification, recorded verdicts and exchanges. They need reference data that is not on this machine (KNOCKGEN_SHARED).",
    );
}
