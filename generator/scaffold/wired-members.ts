/** Members of the object that wires an API's handlers: which one holds a handler, and edits that rename and add some. */
import {
  type CallExpression,
  Node,
  type ObjectLiteralElementLike,
  type ObjectLiteralExpression,
  type SourceFile,
  SyntaxKind,
} from "ts-morph";
import { type Edit, lineBreakOf, lineEndAfterComments, lineStart } from "./edits.js";
import type { Wire } from "./print-api.js";
import { importedFrom } from "./wired-imports.js";

/** `knockRoom`, `knock: knockRoom` or `knock: knockRoom(context)`; anything more is the user's own. */
export function plainMember(
  object: ObjectLiteralExpression,
  variable: string,
): ObjectLiteralElementLike | undefined {
  return object.getProperties().find((property) => {
    if (Node.isShorthandPropertyAssignment(property)) return property.getName() === variable;
    if (!Node.isPropertyAssignment(property)) return false;
    const value = property.getInitializer();
    const named = Node.isCallExpression(value) && isPlainCall(value) ? value.getExpression() : value;
    return Node.isIdentifier(named) && named.getText() === variable;
  });
}

function isPlainCall(call: CallExpression): boolean {
  return call.getArguments().every((argument) => Node.isIdentifier(argument));
}

/** Gives a handler that is wired under another name the name of its operation; undefined where it is not wired. */
export function renameMember(
  source: SourceFile,
  object: ObjectLiteralExpression,
  wire: Wire,
): Edit | undefined {
  const variable = importedFrom(source, wire.specifier, wire.local);
  const property = variable === undefined ? undefined : plainMember(object, variable);
  if (Node.isShorthandPropertyAssignment(property))
    return { start: property.getStart(), end: property.getEnd(), text: `${wire.member}: ${variable}` };
  if (!Node.isPropertyAssignment(property)) return undefined;
  const name = property.getNameNode();
  return { start: name.getStart(), end: name.getEnd(), text: wire.member };
}

/** New members follow what is spread first, so that whatever the user has written below still has the last word. */
export function addMembers(
  text: string,
  object: ObjectLiteralExpression,
  members: readonly string[],
): Edit[] {
  if (members.length === 0) return [];
  const [first] = object.getProperties();
  const spread = Node.isSpreadAssignment(first) ? first : undefined;
  const comma = spread?.getNextSiblingIfKind(SyntaxKind.CommaToken);
  const start = (comma ?? spread)?.getEnd() ?? object.getStart() + 1;
  const edits = spread !== undefined && comma === undefined ? [{ start, end: start, text: "," }] : [];
  const properties = object.getProperties();
  const following = spread === undefined ? first : properties[1];
  const next = following?.getStart() ?? object.getEnd() - 1;
  const place = lineEndAfterComments(text, start);
  if (place > next)
    return [...edits, { start, end: start, text: members.map((member) => ` ${member},`).join("") }];
  const indent = indentOf(text, (following ?? spread)?.getStart() ?? object.getStart());
  const lineBreak = lineBreakOf(text);
  return [
    ...edits,
    { start: place, end: place, text: members.map((member) => `${indent}${member},${lineBreak}`).join("") },
  ];
}

function indentOf(text: string, place: number): string {
  const line = text.slice(lineStart(text, place), place);
  return line.slice(0, line.length - line.trimStart().length);
}
