/** Takes text apart into the JSON values that it holds: one, or one a line. */
import { JsonError, readLossless } from "@knockgen/auth";

/** A value, or why there is none, at its line and column where they are known. */
export interface ReadValue {
  readonly line?: number;
  readonly column?: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Byte order mark that some editors write before the text of a file. */
const BYTE_ORDER_MARK = "\ufeff";

export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** One value, or else a value a line: JSON lines, where the first is whole. */
export function* readValues(source: string): Generator<ReadValue> {
  const text = withoutMark(source);
  if (text.trim() === "") {
    yield { error: "there is nothing in it" };
    return;
  }
  const whole = parse(text);
  const lines = text.split("\n");
  const [first = "", ...others] = lines.filter((line) => line.trim() !== "");
  if (whole.error === undefined || others.length === 0 || parse(first).error !== undefined) yield whole;
  else for (const [index, line] of lines.entries()) if (line.trim() !== "") yield readLine(line, index + 1);
}

/** The value of one line of JSON lines. */
export function readLine(text: string, line: number): ReadValue {
  return { ...parse(text), line };
}

function parse(text: string): ReadValue {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), ...placeOf(text) };
  }
}

/** Details that the platform's parser lacks: the place, and what is expected there. */
function placeOf(text: string): ReadValue {
  try {
    readLossless(text);
    return {};
  } catch (error) {
    if (!(error instanceof JsonError) || error.position === undefined) return {};
    const before = text.slice(0, error.position).split("\n");
    return {
      line: before.length,
      column: (before.at(-1) ?? "").length + 1,
      error: error.message.replace(/ at offset \d+$/, ""),
    };
  }
}
