/** Examples of the releases before the newest. */
import { testExamples } from "./support/example-verdicts.js";
import { EARLIER } from "./support/release.js";

for (const version of EARLIER) testExamples(version);
