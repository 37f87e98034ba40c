/** Marks the files of operations that the specification no longer has; they stay, but neither compile nor run. */
import { type Edit, lineBreakOf, withLineBreaks } from "./edits.js";
import type { Kind } from "./marker.js";
import { DIALECTS, type TestRunner } from "./test-runner.js";

/** A line of a user's file. Unchecked, since the types that such a file imports are gone, and its user's build must go on. */
const HANDLER =
  "// @ts-nocheck No longer in the specification, and no longer wired. Delete this file when you need it no more.\n";

/** The same in a user's file of tests. */
const TEST = "// @ts-nocheck No longer in the specification, so that nothing here is run.\n";

const RUNNERS: readonly TestRunner[] = ["vitest", "jest", "node:test"];

export const DEPRECATED = "@deprecated No longer in the specification.";

export function goneEdits(text: string, kind: Kind, runner: TestRunner): Edit[] {
  const isMarked = blocksFor(text, kind).some((block) => text.includes(block));
  return isMarked ? [] : [{ start: 0, end: 0, text: blockFor(text, kind, runner) }];
}

/** The file as it was before it was marked. */
export function withoutGoneMark(text: string, kind: Kind): string {
  const block = blocksFor(text, kind).find((each) => text.includes(each));
  if (block === undefined) return text;
  const at = text.indexOf(block);
  return text.slice(0, at) + text.slice(at + block.length);
}

/** Whichever runner the project had when the file was marked. */
function blocksFor(text: string, kind: Kind): string[] {
  return RUNNERS.map((runner) => blockFor(text, kind, runner));
}

function blockFor(text: string, kind: Kind, runner: TestRunner): string {
  const block = kind === "test" ? TEST + DIALECTS[runner].skipAll : HANDLER;
  return withLineBreaks(block, lineBreakOf(text));
}
