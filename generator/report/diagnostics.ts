/** Prints diagnostics: for people with the lines around the place, or as JSON lines for machines. */
import type { Diagnostic } from "../diagnostic.js";
import type { SpecFile } from "../load/loaded-spec.js";
import { positionOf } from "../load/position.js";
import type { Colors } from "./colors.js";
import { visible, visibleJson, visibleLine } from "./visible.js";

/** As many of one code are printed in full; the others are counted. */
const MOST_OF_A_KIND = 5;
const CONTEXT = 2;

export interface Sources {
  /** How the user named the folder; printed before each path. Empty for files that are not in it. */
  readonly spec: string;
  /** Text of a file, for the lines around a place. */
  readonly text: (path: string) => string | undefined;
}

/** The diagnostics with line and column, as far as their files can tell. */
export function locate(
  diagnostics: readonly Diagnostic[],
  file: (path: string) => SpecFile | undefined,
): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const { origin, line } = diagnostic;
    const source = origin === undefined || line !== undefined ? undefined : file(origin.file);
    return origin === undefined || source === undefined
      ? diagnostic
      : { ...diagnostic, ...positionOf(source, origin.pointer) };
  });
}

export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  colors: Colors,
): string {
  const seen = new Map<string, number>();
  const blocks: string[] = [];
  const lines = linesOf(sources);
  for (const diagnostic of diagnostics) {
    const count = (seen.get(diagnostic.code) ?? 0) + 1;
    seen.set(diagnostic.code, count);
    if (count <= MOST_OF_A_KIND || diagnostic.severity === "error")
      blocks.push(printOne(diagnostic, sources.spec, lines, count === 1, colors));
  }
  for (const [code, count] of seen) {
    const warning = diagnostics.some(
      (diagnostic) => diagnostic.code === code && diagnostic.severity === "warning",
    );
    if (warning && count > MOST_OF_A_KIND)
      blocks.push(`${colors.dim(`… and ${count - MOST_OF_A_KIND} more of ${code}`)}\n`);
  }
  return blocks.join("\n");
}

/** One JSON object a line: code, severity, message, file, line, column, pointer, help. */
export function printDiagnosticsAsJson(diagnostics: readonly Diagnostic[], spec: string): string {
  const print = ({ code, severity, message, origin, line, column, help }: Diagnostic): string =>
    `${visibleJson({ code, severity, message, ...(origin && { file: pathOf(spec, origin.file), pointer: origin.pointer }), line, column, help })}\n`;
  return diagnostics.map(print).join("");
}

type Lines = (file: string) => readonly string[] | undefined;

/** The lines of a file, taken apart once however much there is to say about it. */
function linesOf(sources: Sources): Lines {
  const known = new Map<string, readonly string[] | undefined>();
  return (file) => {
    if (!known.has(file)) known.set(file, sources.text(file)?.split("\n"));
    return known.get(file);
  };
}

function printOne(
  diagnostic: Diagnostic,
  spec: string,
  linesIn: Lines,
  help: boolean,
  colors: Colors,
): string {
  const { severity, code, message, origin, line, column = 1 } = diagnostic;
  const file = origin === undefined ? "" : visible(pathOf(spec, origin.file));
  const where = file === "" ? "" : line === undefined ? `${file}: ` : `${file}:${line}:${column}: `;
  const mark = severity === "error" ? colors.red("error") : colors.yellow("warning");
  const lines = origin === undefined || line === undefined ? undefined : linesIn(origin.file);
  const excerpt = lines === undefined || line === undefined ? "" : excerptOf(lines, line, column, colors);
  const advice =
    help && diagnostic.help !== undefined ? `  ${colors.dim(`help: ${visible(diagnostic.help)}`)}\n` : "";
  return `${where}${mark} ${code}: ${visible(message)}\n${excerpt}${advice}`;
}

function pathOf(spec: string, file: string): string {
  return spec === "" ? file : `${spec.replace(/\/$/, "")}/${file}`;
}

function excerptOf(lines: readonly string[], line: number, column: number, colors: Colors): string {
  const first = Math.max(1, line - CONTEXT);
  const shown = lines.slice(first - 1, line + CONTEXT);
  return shown
    .map((content, index) => {
      const number = first + index;
      const row = `  ${String(number).padStart(5)} ${colors.dim("|")} ${visibleLine(content.slice(0, 160))}\n`;
      return number === line
        ? `${row}${" ".repeat(9 + visibleLine(content.slice(0, Math.min(column, 150) - 1)).length + 1)}${colors.red("^")}\n`
        : row;
    })
    .join("");
}
