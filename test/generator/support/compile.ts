/** Compiles TypeScript as strictly as it goes; the standard library is read once. */
import ts from "typescript";

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  skipLibCheck: false,
  types: [],
  noEmit: true,
};

const libraries = new Map<string, ts.SourceFile | undefined>();

/** All problems, as `file:line: message`. */
export function compile(files: readonly string[]): string[] {
  const host = ts.createCompilerHost(OPTIONS);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    if (!name.includes("/typescript/lib/")) return read(name, ...rest);
    if (!libraries.has(name)) libraries.set(name, read(name, ...rest));
    return libraries.get(name);
  };
  const program = ts.createProgram(files, OPTIONS, host);
  const ours = program.getSourceFiles().filter(({ fileName }) => !fileName.includes("/typescript/lib/"));
  const found = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...ours.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
      ...program.getDeclarationDiagnostics(file),
    ]),
  ];
  return [...new Set(found.map(describe))];
}

function describe({ file, start, messageText }: ts.Diagnostic): string {
  const line =
    file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
  const name = file?.fileName.replace(/^.*knockgen-test-[^/]+\//, "") ?? "";
  return `${name}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
}
