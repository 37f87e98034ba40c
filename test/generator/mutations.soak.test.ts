/** Changed examples of the releases before the newest. */
import { testChangedExamples } from "./support/changed-examples.js";
import { EARLIER } from "./support/release.js";

for (const version of EARLIER) testChangedExamples(version);
