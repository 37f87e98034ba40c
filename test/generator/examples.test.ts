/** Examples of the newest release; those of the others, which take long, are in the soak. */
import { testExamples } from "./support/example-verdicts.js";
import { NEWEST } from "./support/release.js";

testExamples(NEWEST);
