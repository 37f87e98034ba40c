/** TypeScript's compiler for tests: its own library is not checked. */
import path from "node:path";
import ts from "typescript";

const root: string = path.resolve(import.meta.dirname, "../..");

const isLibrary = (name: string): boolean => name.includes("/typescript/lib/");

/** Declarations that stand while tests run are read once a worker: those of packages, and what is generated. */
const stays = (name: string): boolean => name.startsWith(`${root}/`) && name.endsWith(".d.ts");
const read = new Map<string, ts.SourceFile | undefined>();

/** A program in which some files are other than they are on the disk. */
export function programOf(
  files: readonly string[],
  options: ts.CompilerOptions,
  texts: ReadonlyMap<string, string> = new Map(),
): ts.Program {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) => {
    const text = texts.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, language);
    if (!stays(name)) return getSourceFile(name, language, ...rest);
    if (!read.has(name)) read.set(name, getSourceFile(name, language, ...rest));
    return read.get(name);
  };
  return ts.createProgram(files, options, host);
}

/** Problems of the files that are asked for; without a choice, of all but the compiler's library. */
export function problemsOf(
  program: ts.Program,
  isWanted: (file: string) => boolean = () => true,
): readonly ts.Diagnostic[] {
  const files = program.getSourceFiles().filter(({ fileName }) => !isLibrary(fileName) && isWanted(fileName));
  const isEmitted = program.getCompilerOptions().declaration === true;
  return [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
      ...(isEmitted ? program.getDeclarationDiagnostics(file) : []),
    ]),
  ];
}
