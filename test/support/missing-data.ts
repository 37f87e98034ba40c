/** Says at the end of a run what a clone without the reference data has not checked. */
import { sharedFolder } from "./shared.js";

export default function setup(): () => void {
  return () => {
    if (sharedFolder === undefined)
      console.log(
        "\nNot checked here: whole releases of the specification, recorded verdicts and exchanges. They need reference data that is not on this machine (KNOCKGEN_SHARED).",
      );
  };
}
