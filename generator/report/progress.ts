/** One line on a terminal that says what a run is doing, once it takes longer than a person waits gladly. Nothing in a pipe. */
import { DEFAULT_EMITTERS, type Emitter } from "../emit/emitters.js";
import { colorsFor } from "./colors.js";

/** Stages, emitters of ours, and those of the project. Emitters that few ask for come after the others. */
export type Stage = "load" | "lower" | "link" | "model" | "name" | Emitter | "write" | (string & {});

const STAGES: readonly Stage[] = ["load", "lower", "link", "model", "name", ...DEFAULT_EMITTERS, "write"];

function placeOf(stage: Stage): number {
  const place = STAGES.indexOf(stage);
  return place === -1 ? STAGES.length - 1 : place;
}

/** Called when a stage begins. */
export type OnStage = (stage: Stage) => void;

export interface Progress {
  readonly stage: OnStage;
  /** Takes the line away; what is printed next begins at its place. */
  readonly end: () => void;
}

interface Terminal {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}

/** In milliseconds. */
const PATIENCE = 500;
const WIDTH = 20;
const CLEAR = "\r\u001b[2K";

/** The stages run without a pause, so that the line is drawn as each begins, and by no timer. */
export function createProgress(
  terminal: Terminal = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  if (terminal.isTTY !== true) return { stage: () => {}, end: () => {} };
  const started = now();
  const colors = colorsFor(terminal);
  let drawn = false;
  let furthest = 0;
  return {
    stage: (stage) => {
      if (now() - started < PATIENCE) return;
      drawn = true;
      // One that takes long begins before others that are counted first.
      furthest = Math.max(furthest, placeOf(stage));
      const done = Math.round((furthest / STAGES.length) * WIDTH);
      const bar = colors.cyan("#".repeat(done)) + colors.dim("-".repeat(WIDTH - done));
      terminal.write(`${CLEAR}[${bar}] ${stage}`);
    },
    end: () => {
      if (drawn) terminal.write(CLEAR);
      drawn = false;
    },
  };
}
