/** Marks the files of operations that the specification no longer has; they stay, but neither compile nor run. */
import { type Edit, lineBreakOf, withLineBreaks } from "./edits.js";
import type { Kind } from "./marker.js";

/** Unchecked, since the types that such a file imports are gone, and its user's build must go on. */
const HANDLER =
  "// @ts-nocheck No longer in the specification, and no longer wired. Delete this file when you need it no more.\n";

/** Unchecked for the same reason. Hooks run before each test whatever the user has called it; the import is a line of its own, so that no other changes. */
const TEST = `// @ts-nocheck No longer in the specification, so that nothing here is run.
import { beforeEach as whenGone } from "vitest";
whenGone(({ skip }) => skip());
`;

export const DEPRECATED = "@deprecated No longer in the specification.";

export function goneEdits(text: string, kind: Kind): Edit[] {
  const block = blockFor(text, kind);
  return text.includes(block) ? [] : [{ start: 0, end: 0, text: block }];
}

/** The file as it was before it was marked. */
export function withoutGoneMark(text: string, kind: Kind): string {
  const block = blockFor(text, kind);
  const at = text.indexOf(block);
  return at === -1 ? text : text.slice(0, at) + text.slice(at + block.length);
}

function blockFor(text: string, kind: Kind): string {
  return withLineBreaks(kind === "test" ? TEST : HANDLER, lineBreakOf(text));
}
