/** Each name that a package gives says what it is for: an editor shows the comment where the name is typed. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

/** Sources of what the package in a folder gives. */
function entriesOf(folder: string): string[] {
  const { exports } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
  return Object.values<{ "@knockgen/source"?: string }>(exports).flatMap((entry) => {
    const source = entry["@knockgen/source"];
    return source === undefined ? [] : [path.join(root, folder, source)];
  });
}

function read(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}

/** Declarations that a module exports, followed through the modules from which it takes them; without those of packages. */
function exportsOf(file: string): Map<string, ts.Node> {
  const found = new Map<string, ts.Node>();
  for (const statement of read(file).statements) {
    if (ts.isExportDeclaration(statement)) {
      const inner = moduleOf(statement, file);
      if (inner === undefined) continue;
      const { exportClause: clause } = statement;
      if (clause === undefined) for (const [name, node] of exportsOf(inner)) found.set(name, node);
      else if (ts.isNamedExports(clause))
        for (const { name, propertyName = name } of clause.elements) {
          const node = exportsOf(inner).get(propertyName.text);
          if (node !== undefined) found.set(name.text, node);
        }
    } else if (isExported(statement))
      for (const name of namesOf(statement)) if (!found.has(name)) found.set(name, statement);
  }
  return found;
}

function moduleOf({ moduleSpecifier }: ts.ExportDeclaration, file: string): string | undefined {
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return undefined;
  const source = path.resolve(path.dirname(file), moduleSpecifier.text.replace(/\.js$/, ".ts"));
  return moduleSpecifier.text.startsWith(".") && existsSync(source) ? source : undefined;
}

function isExported(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function namesOf(node: ts.Statement): string[] {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.map(({ name }) => name.getText());
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node);
  return isNamed && node.name !== undefined ? [node.name.text] : [];
}

/** The name, if it has no comment, and those of its methods that have none. */
function lacking([name, node]: readonly [string, ts.Node]): string[] {
  const own = isDocumented(node) ? [] : [name];
  if (!ts.isClassDeclaration(node)) return own;
  const methods = node.members.filter(
    (member) =>
      (ts.isMethodDeclaration(member) || ts.isGetAccessor(member)) && !ts.isPrivateIdentifier(member.name),
  );
  return [
    ...own,
    ...methods
      .filter((member) => !isDocumented(member))
      .map((member) => `${name}.${member.name?.getText() ?? ""}`),
  ];
}

/** A comment at the start of a file is about the file. */
function isDocumented(node: ts.Node): boolean {
  const { text } = node.getSourceFile();
  const start = node.getFullStart();
  const comments = ts.getLeadingCommentRanges(text, start) ?? [];
  const docs = comments.filter(({ pos }) => text.startsWith("/**", pos));
  return docs.length > (start === 0 ? 1 : 0);
}

for (const folder of [".", "auth", "appservice", "server"])
  test(`each name of the package in ${folder} has a comment`, () => {
    const given = entriesOf(folder).flatMap((entry) => [...exportsOf(entry)]);
    expect(given.length).toBeGreaterThan(10);
    expect(given.flatMap(lacking)).toEqual([]);
  });
