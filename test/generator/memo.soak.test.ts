/** More edits than the short test tries. */
import { testEdits } from "./support/edits.js";

testEdits(8);
