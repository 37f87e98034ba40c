/** Facts about a handler's file, read from its syntax tree. */
import { Node, type SourceFile, type Statement, type TypeNode } from "ts-morph";
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

/** A factory takes the context and makes the handler; a constant is the handler itself, as earlier versions wrote it. */
export type Form = "factory" | "constant";

export function formOf(source: SourceFile, marker: Marker): Form {
  const statement = markedStatement(source, marker);
  if (annotationOf(statement) !== undefined) return "constant";
  if (handlerType(source, madeTypeOf(statement)) !== undefined) return "factory";
  const made = functionOf(statement)?.getBody();
  return Node.isArrowFunction(made) || Node.isFunctionExpression(made) ? "factory" : "constant";
}

function annotationOf(statement: Statement | undefined): TypeNode | undefined {
  return Node.isVariableStatement(statement) ? statement.getDeclarations()[0]?.getTypeNode() : undefined;
}

/** The type of a function's result. */
function madeTypeOf(statement: Statement | undefined): TypeNode | undefined {
  return functionOf(statement)?.getReturnTypeNode();
}

function functionOf(statement: Statement | undefined) {
  if (Node.isFunctionDeclaration(statement)) return statement;
  const value = Node.isVariableStatement(statement)
    ? statement.getDeclarations()[0]?.getInitializer()
    : undefined;
  return Node.isArrowFunction(value) || Node.isFunctionExpression(value) ? value : undefined;
}

/** `ClientServerHandlers<Auth>["knockRoom"]`, by itself or under a name that the file gives it. */
function handlerType(source: SourceFile, annotation: TypeNode | undefined): TypeNode | undefined {
  const alias = Node.isTypeReference(annotation) ? source.getTypeAlias(annotation.getText()) : undefined;
  const type = alias?.getTypeNode() ?? annotation;
  return Node.isIndexedAccessTypeNode(type) ? type : undefined;
}

/** `type Handler = ClientServerHandlers<Auth>["knockRoom"]`: the name in it follows the specification's. */
export function typeEdit(source: SourceFile, marker: Marker, member: string): Edit[] {
  const statement = markedStatement(source, marker);
  const type = handlerType(source, annotationOf(statement)) ?? handlerType(source, madeTypeOf(statement));
  if (!Node.isIndexedAccessTypeNode(type)) return [];
  const index = type.getIndexTypeNode();
  const name = Node.isLiteralTypeNode(index) ? index.getLiteral() : undefined;
  if (!Node.isStringLiteral(name) || name.getLiteralValue() === member) return [];
  return [{ start: name.getStart() + 1, end: name.getEnd() - 1, text: member }];
}
