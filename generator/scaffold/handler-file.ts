/** Facts about a handler's file, read from its syntax tree. */
import { Node, type SourceFile, type Statement } from "ts-morph";
import type { Edit } from "./edits.js";
import type { Marker } from "./marker.js";

/** The statement that the mark stands before. */
export function markedStatement(source: SourceFile, { start, end }: Marker): Statement | undefined {
  return source
    .getStatements()
    .find((statement) => statement.getPos() <= start && statement.getStart() >= end);
}

/** The name under which the handler is exported; undefined when the user has made something else of it. */
export function exportedName(source: SourceFile, marker: Marker): string | undefined {
  const statement = markedStatement(source, marker);
  if (Node.isFunctionDeclaration(statement))
    return statement.isExported() && !statement.isDefaultExport() ? statement.getName() : undefined;
  if (Node.isVariableStatement(statement) && statement.isExported())
    return statement.getDeclarations()[0]?.getName();
  return undefined;
}

/** `type Handler = ClientServerHandlers<Auth>["knockRoom"]`: the name in it follows the specification's. */
export function typeEdit(source: SourceFile, marker: Marker, member: string): Edit[] {
  const statement = markedStatement(source, marker);
  if (!Node.isVariableStatement(statement)) return [];
  const annotation = statement.getDeclarations()[0]?.getTypeNode();
  const alias = Node.isTypeReference(annotation) ? source.getTypeAlias(annotation.getText()) : undefined;
  const type = alias?.getTypeNode() ?? annotation;
  if (!Node.isIndexedAccessTypeNode(type)) return [];
  const index = type.getIndexTypeNode();
  const name = Node.isLiteralTypeNode(index) ? index.getLiteral() : undefined;
  if (!Node.isStringLiteral(name) || name.getLiteralValue() === member) return [];
  return [{ start: name.getStart() + 1, end: name.getEnd() - 1, text: member }];
}
