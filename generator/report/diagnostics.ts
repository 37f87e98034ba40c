/** Prints diagnostics: for people with the lines around the place, or as JSON lines for machines. */
import type { Diagnostic } from "../diagnostic.js";
import { positionOf } from "../load/position.js";
import type { SpecFile } from "../load/types.js";
import type { Colors } from "./colors.js";

/** As many of one code are printed in full; the others are counted. */
const MOST_OF_A_KIND = 5;
const CONTEXT = 2;

export interface Sources {
  /** How the user named the folder; printed before each path. */
  readonly spec: string;
  readonly file: (path: string) => SpecFile | undefined;
}

interface Placed {
  readonly diagnostic: Diagnostic;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly text?: string;
}

export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  colors: Colors,
): string {
  const seen = new Map<string, number>();
  const blocks: string[] = [];
  for (const diagnostic of diagnostics) {
    const count = (seen.get(diagnostic.code) ?? 0) + 1;
    seen.set(diagnostic.code, count);
    if (count <= MOST_OF_A_KIND || diagnostic.severity === "error")
      blocks.push(printOne(place(diagnostic, sources), count === 1, colors));
  }
  for (const [code, count] of seen) {
    const hidden = diagnostics.some(
      (diagnostic) => diagnostic.code === code && diagnostic.severity === "warning",
    )
      ? count - MOST_OF_A_KIND
      : 0;
    if (hidden > 0) blocks.push(`${colors.dim(`… and ${hidden} more of ${code}`)}\n`);
  }
  return blocks.join("\n");
}

/** One JSON object a line: code, severity, message, file, line, column, help. */
export function printDiagnosticsAsJson(diagnostics: readonly Diagnostic[], sources: Sources): string {
  return diagnostics
    .map((diagnostic) => {
      const { file, line, column } = place(diagnostic, sources);
      const { code, severity, message, help } = diagnostic;
      return `${JSON.stringify({ code, severity, message, file, line, column, pointer: diagnostic.origin?.pointer, help })}\n`;
    })
    .join("");
}

function place(diagnostic: Diagnostic, sources: Sources): Placed {
  const { origin } = diagnostic;
  if (origin === undefined) return { diagnostic };
  const source = sources.file(origin.file);
  const file = `${sources.spec.replace(/\/$/, "")}/${origin.file}`;
  if (diagnostic.line !== undefined)
    return {
      diagnostic,
      file,
      line: diagnostic.line,
      column: diagnostic.column ?? 1,
      ...(source && { text: source.text }),
    };
  if (source === undefined) return { diagnostic, file };
  return { diagnostic, file, text: source.text, ...positionOf(source, origin.pointer) };
}

function printOne({ diagnostic, file, line, column, text }: Placed, help: boolean, colors: Colors): string {
  const { severity, code, message } = diagnostic;
  const where = file === undefined ? "" : line === undefined ? `${file}: ` : `${file}:${line}:${column}: `;
  const mark = severity === "error" ? colors.red("error") : colors.yellow("warning");
  const excerpt = text === undefined || line === undefined ? "" : excerptOf(text, line, column ?? 1, colors);
  const advice = help && diagnostic.help !== undefined ? `  ${colors.dim(`help: ${diagnostic.help}`)}\n` : "";
  return `${where}${mark} ${code}: ${message}\n${excerpt}${advice}`;
}

function excerptOf(text: string, line: number, column: number, colors: Colors): string {
  const lines = text.split("\n");
  const first = Math.max(1, line - CONTEXT);
  const shown = lines.slice(first - 1, line + CONTEXT);
  return shown
    .map((content, index) => {
      const number = first + index;
      const row = `  ${String(number).padStart(5)} ${colors.dim("|")} ${content.slice(0, 160)}\n`;
      return number === line ? `${row}${" ".repeat(9 + Math.min(column, 150))}${colors.red("^")}\n` : row;
    })
    .join("");
}
