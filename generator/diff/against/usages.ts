/** Finds what in the user's code uses what changes: handlers, calls, types, events and properties, by file and line. */
import nodePath from "node:path";
import { type Identifier, Node, type SourceFile } from "ts-morph";
import { compare } from "../../json.js";
import type { NameOverrides } from "../../name/parties.js";
import type { Change, DiffReport, Usage } from "../diff-report.js";
import type { Release } from "../release.js";
import { type ChangedNames, changedNames } from "./names.js";
import { operationUse, propertyUse } from "./nodes.js";
import { generatedImports, type Imports, isGenerated, openProject } from "./project.js";

export function findUsages(
  report: DiffReport,
  old: Release,
  overrides: NameOverrides,
  folder: string,
): readonly Usage[] {
  const names = changedNames(report.changes, old, overrides);
  const known = new Set(names.types.keys());
  const root = nodePath.resolve(folder);
  return openProject(root)
    .getSourceFiles()
    .filter((file) => !isGenerated(file))
    .sort((a, b) => compare(a.getFilePath(), b.getFilePath()))
    .flatMap((file) => new FileSearch(file, root, generatedImports(file, known), names).run());
}

class FileSearch {
  readonly #file: SourceFile;
  readonly #path: string;
  readonly #imports: Imports;
  readonly #names: ChangedNames;
  readonly #found = new Map<string, Usage>();
  /** Changes that the file meets by a type's name: what a property without a resolvable type may belong to. */
  readonly #met = new Set<Change>();

  constructor(file: SourceFile, root: string, imports: Imports, names: ChangedNames) {
    this.#file = file;
    this.#path = nodePath.relative(root, file.getFilePath()).replaceAll("\\", "/");
    this.#imports = imports;
    this.#names = names;
  }

  run(): Usage[] {
    const identifiers: Identifier[] = [];
    this.#file.forEachDescendant((node) => {
      if (Node.isIdentifier(node)) identifiers.push(node);
      else if (Node.isStringLiteral(node) && !Node.isImportDeclaration(node.getParent()))
        this.#text(node, node.getLiteralValue());
    });
    for (const identifier of identifiers) this.#operation(identifier, identifier.getText());
    for (const identifier of identifiers) this.#type(identifier);
    for (const identifier of identifiers) this.#property(identifier, identifier.getText());
    return [...this.#found.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  /** `"m.room.member"`, `handlers["knockRoom"]`, `content["m.relates_to"]` */
  #text(node: Node, value: string): void {
    const event = this.#names.events.get(value);
    if (event !== undefined && this.#imports.direct) this.#add(node, "event", value, event);
    this.#operation(node, value);
    this.#property(node, value);
  }

  #operation(node: Node, name: string): void {
    const operations = this.#names.operations.get(name);
    const use = operations && operationUse(node, this.#imports.direct);
    if (operations === undefined || use === undefined) return;
    // `ServerServerHandlers` says which of two operations of one name is meant.
    const told = operations.filter(({ api }) => use.owner.includes(api));
    const changes = (told.length > 0 ? told : operations).flatMap((operation) => operation.changes);
    this.#add(node, use.what, name, changes);
  }

  #type(identifier: Identifier): void {
    const parent = identifier.getParent();
    if (identifier.getFirstAncestor(Node.isImportDeclaration) !== undefined) return;
    const text = identifier.getText();
    const qualifier =
      Node.isQualifiedName(parent) && parent.getRight() === identifier
        ? parent.getLeft().getText()
        : Node.isPropertyAccessExpression(parent) && parent.getNameNode() === identifier
          ? parent.getExpression().getText()
          : undefined;
    const name =
      qualifier === undefined
        ? this.#imports.named.get(text)
        : this.#imports.namespaces.has(qualifier)
          ? text
          : undefined;
    const changes = name === undefined ? undefined : this.#names.types.get(name);
    if (name !== undefined && changes !== undefined) this.#add(identifier, "type", name, changes);
  }

  #property(node: Node, name: string): void {
    const changes = this.#names.properties.get(name);
    const use = changes && propertyUse(node);
    if (changes === undefined || use === undefined) return;
    const own = changes.filter((change) =>
      use.owners === undefined
        ? this.#met.has(change)
        : use.owners.some((owner) => this.#names.types.get(owner)?.includes(change) === true),
    );
    if (own.length > 0) this.#add(node, "property", name, own);
  }

  #add(node: Node, what: Usage["what"], name: string, changes: readonly Change[]): void {
    const { line, column } = this.#file.getLineAndColumnAtPos(node.getStart());
    if (what !== "property") for (const change of changes) this.#met.add(change);
    // Once a line; `["a"]: Handlers["a"]` names one thing twice.
    const key = `${line} ${name}`;
    if (this.#found.has(key)) return;
    const ids = [...new Set(changes.map(({ id }) => id))];
    this.#found.set(key, { file: this.#path, line, column, what, name, changes: ids });
  }
}
