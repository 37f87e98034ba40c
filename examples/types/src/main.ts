/** Reads events from standard input, one a line, and says of each what it is. */
import { createInterface } from "node:readline";
import { describeEvent } from "./describe-event.js";

for await (const line of createInterface({ input: process.stdin }))
  if (line.trim() !== "") console.log(describeEvent(line));
