/** Brings the two files of an operation up to date, or marks them as gone. */
import { applyEdits, type Edit, lineBreakOf, withLineBreaks } from "./edits.js";
import type { MarkedFile, Parser } from "./existing.js";
import { DEPRECATED, goneEdits, withoutGoneMark } from "./gone.js";
import { exportedName, formOf, typeEdit } from "./handler-file.js";
import { commentEdit, findMarker, isCommentUntouched, isUntouched, type Marked } from "./marker.js";
import {
  type HandlerPlace,
  handlerComment,
  printHandler,
  printTest,
  type Surroundings,
  testComment,
} from "./print-operation.js";
import { retargetImports } from "./retarget.js";
import { idOf, type Subject } from "./scaffold-plan.js";
import type { TestRunner } from "./test-runner.js";

export interface Updating {
  readonly parser: Parser;
  readonly surroundings: Surroundings;
}

export function updateHandler(
  file: MarkedFile,
  subject: Subject,
  { parser, surroundings }: Updating,
): string {
  const now = restored(file, parser);
  const { text, source, marker } = now;
  const written = exportedName(source, marker) === subject.member && marker.id === idOf(subject);
  if (written && isUntouched(text, marker))
    return withLineBreaks(printHandler(subject, surroundings, formOf(source, marker)), lineBreakOf(text));
  return applyEdits(text, [
    ...typeEdit(source, marker, subject.member),
    ...retargetImports(source, { ...subject, ...surroundings }),
    ...comment(now, { kind: "handler", id: idOf(subject), comment: handlerComment(subject) }),
  ]);
}

export function updateTest(
  file: MarkedFile,
  subject: Subject,
  handler: HandlerPlace,
  { parser, surroundings }: Updating,
): string {
  const now = restored(file, parser);
  if (isUntouched(now.text, now.marker))
    return withLineBreaks(printTest(subject, handler, surroundings), lineBreakOf(now.text));
  return applyEdits(
    now.text,
    comment(now, { kind: "test", id: idOf(subject), comment: testComment(subject) }),
  );
}

export function markGone({ text, marker }: MarkedFile, runner: TestRunner): string {
  const edits = goneEdits(text, marker.kind, runner);
  if (edits.length === 0) return text;
  const lines = marker.lines.slice(0, -1);
  const words = { kind: marker.kind, id: marker.id, comment: [...lines, "", DEPRECATED] };
  const ours = marker.kind === "handler" && isCommentUntouched(marker);
  const change = ours ? commentEdit(text, marker, words) : undefined;
  return applyEdits(text, [...edits, ...(change === undefined ? [] : [change])]);
}

/** The file without an earlier mark that its operation is gone. */
function restored(file: MarkedFile, parser: Parser): MarkedFile {
  const text = withoutGoneMark(file.text, file.marker.kind);
  if (text === file.text) return file;
  const source = parser.parse(file.path, text);
  return { ...file, text, source, marker: findMarker(source) ?? file.marker };
}

function comment({ text, marker }: MarkedFile, marked: Marked): Edit[] {
  const edit = commentEdit(text, marker, marked);
  return edit === undefined ? [] : [edit];
}
