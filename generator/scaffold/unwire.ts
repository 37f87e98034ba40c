/** Takes a handler whose operation is gone out of the index of its API. */
import { Node, type ObjectLiteralExpression, SyntaxKind } from "ts-morph";
import { type Edit, lineNumber, removal } from "./edits.js";
import type { MarkedFile } from "./existing.js";
import { importedFrom, importsFrom } from "./wired-imports.js";
import { plainMember } from "./wired-members.js";

/** Edits, and a note for each use that is the user's own and stays. */
export interface Unwired {
  readonly edits: readonly Edit[];
  readonly notes: readonly string[];
}

/** `specifier` is that of the handler's file. */
export function unwire(file: MarkedFile, object: ObjectLiteralExpression, specifier: string): Unwired {
  const { path, text, source } = file;
  const variable = importedFrom(source, specifier);
  if (variable === undefined) return { edits: [], notes: [] };
  const uses = source
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((node) => node.getText() === variable && isUse(node));
  const member = plainMember(object, variable);
  const left = uses.filter((use) => member === undefined || !isWithin(use, member));
  const notes = left.map(
    (use) => `${path}:${lineNumber(text, use.getStart())}: ${variable} is no longer in the specification`,
  );
  if (member === undefined) return { edits: [], notes };
  const comma = member.getNextSiblingIfKind(SyntaxKind.CommaToken);
  const edits = [removal(text, member.getStart(), (comma ?? member).getEnd())];
  const declaration = importsFrom(source, specifier).find(
    (each) => each.getNamedImports().length === 1 && each.getDefaultImport() === undefined,
  );
  if (declaration !== undefined && left.length === 0)
    edits.push(removal(text, declaration.getStart(), declaration.getEnd()));
  return { edits, notes };
}

/** Not where it is imported, nor where a member is only called alike. */
function isUse(node: Node): boolean {
  const parent = node.getParent();
  if (Node.isImportSpecifier(parent)) return false;
  if (Node.isBindingElement(parent)) return parent.getPropertyNameNode() !== node;
  if (Node.isQualifiedName(parent)) return parent.getRight() !== node;
  const isNamed = Node.isPropertyNamed(parent) || Node.isPropertyAccessExpression(parent);
  return !isNamed || parent.getNameNode() !== node;
}

function isWithin(node: Node, outer: Node): boolean {
  return node.getStart() >= outer.getStart() && node.getEnd() <= outer.getEnd();
}
