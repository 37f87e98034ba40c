/** Brings the object that wires an API's handlers up to date, on its syntax tree. */
import {
  Node,
  type ObjectLiteralElementLike,
  type ObjectLiteralExpression,
  type SourceFile,
  SyntaxKind,
  type VariableDeclaration,
} from "ts-morph";
import {
  applyEdits,
  type Edit,
  lineBreakOf,
  lineEndAfterComments,
  lineNumber,
  lineStart,
  removal,
  withLineBreaks,
} from "./edits.js";
import type { MarkedFile } from "./existing.js";
import { markedStatement } from "./handler-file.js";
import { isUntouched } from "./marker.js";
import { constantOf, printApi, printImport, printMember, type Wire } from "./print-api.js";
import { retargetImports } from "./retarget.js";
import { type GeneratedPlace, withoutExtension } from "./specifiers.js";
import { handlersOf } from "./subject.js";

export interface Wiring {
  readonly api: string;
  readonly place: GeneratedPlace;
  /** Folder of the file. */
  readonly folder: string;
  /** All that are to be wired, sorted by member. */
  readonly wires: readonly Wire[];
  /** Specifiers of files whose operations are gone. */
  readonly gone: readonly string[];
}

export interface Updated {
  readonly text: string;
  readonly notes: readonly string[];
}

export function updateApi(file: MarkedFile, wiring: Wiring): Updated {
  const { text, source, marker, path } = file;
  const { api, place, folder, wires, gone } = wiring;
  if (isUntouched(text, marker))
    return { text: withLineBreaks(printApi(api, wires, place, folder), lineBreakOf(text)), notes: [] };
  const retargeted = retargetImports(source, { api, handlers: handlersOf(api), place, folder });
  const object = wiredObject(file);
  if (object === undefined) {
    const list = wires.map(({ member }) => member).join(", ");
    const note = `${path}: there is no object literal to wire handlers in; see that it has ${list}`;
    return { text: applyEdits(text, retargeted), notes: [note] };
  }
  const notes: string[] = [];
  const removed = gone.flatMap((specifier) => unwire(file, object, specifier, notes));
  const renamed: Edit[] = [];
  const added: Wire[] = [];
  for (const wire of wires) {
    if (object.getProperty(wire.member) !== undefined) continue;
    const edit = renameMember(source, object, wire);
    if (edit === undefined) added.push(wire);
    else renamed.push(edit);
  }
  return {
    text: applyEdits(text, [
      ...retargeted,
      ...removed,
      ...renamed,
      ...addImports(text, source, added, api),
      ...addMembers(text, object, added, api),
    ]),
    notes,
  };
}

/** By the mark, or else by the name that it had: the user may have put something between the two. */
function wiredObject({ source, marker }: MarkedFile): ObjectLiteralExpression | undefined {
  const statement = markedStatement(source, marker);
  const marked = Node.isVariableStatement(statement) ? statement.getDeclarations()[0] : undefined;
  const named = source.getVariableDeclaration(constantOf(marker.id));
  return objectOf(marked) ?? objectOf(named);
}

function objectOf(declaration: VariableDeclaration | undefined): ObjectLiteralExpression | undefined {
  let value: Node | undefined = declaration?.getInitializer();
  while (
    Node.isSatisfiesExpression(value) ||
    Node.isAsExpression(value) ||
    Node.isParenthesizedExpression(value)
  )
    value = value.getExpression();
  return Node.isObjectLiteralExpression(value) ? value : undefined;
}

/** The name that a file gives to what it imports from there. */
function importedFrom(source: SourceFile, specifier: string, name?: string): string | undefined {
  for (const declaration of source.getImportDeclarations()) {
    if (withoutExtension(declaration.getModuleSpecifierValue()) !== withoutExtension(specifier)) continue;
    const named = declaration.getNamedImports().find((each) => name === undefined || each.getName() === name);
    if (named !== undefined) return named.getAliasNode()?.getText() ?? named.getName();
  }
  return undefined;
}

/** `knockRoom` or `knock: knockRoom`; anything more is the user's own. */
function plainProperty(
  object: ObjectLiteralExpression,
  variable: string,
): ObjectLiteralElementLike | undefined {
  return object.getProperties().find((property) => {
    if (Node.isShorthandPropertyAssignment(property)) return property.getName() === variable;
    if (!Node.isPropertyAssignment(property)) return false;
    const value = property.getInitializer();
    return Node.isIdentifier(value) && value.getText() === variable;
  });
}

function renameMember(source: SourceFile, object: ObjectLiteralExpression, wire: Wire): Edit | undefined {
  const variable = importedFrom(source, wire.specifier, wire.local);
  const property = variable === undefined ? undefined : plainProperty(object, variable);
  if (Node.isShorthandPropertyAssignment(property))
    return { start: property.getStart(), end: property.getEnd(), text: `${wire.member}: ${variable}` };
  if (!Node.isPropertyAssignment(property)) return undefined;
  const name = property.getNameNode();
  return { start: name.getStart(), end: name.getEnd(), text: wire.member };
}

function unwire(
  { path, text, source }: MarkedFile,
  object: ObjectLiteralExpression,
  specifier: string,
  notes: string[],
): Edit[] {
  const variable = importedFrom(source, specifier);
  if (variable === undefined) return [];
  const uses = source
    .getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((node) => node.getText() === variable && !Node.isImportSpecifier(node.getParent()));
  const property = plainProperty(object, variable);
  for (const use of uses)
    if (property === undefined || use.getStart() < property.getStart() || use.getEnd() > property.getEnd())
      notes.push(
        `${path}:${lineNumber(text, use.getStart())}: ${variable} is no longer in the specification`,
      );
  const comma = property?.getNextSiblingIfKind(SyntaxKind.CommaToken);
  const edits =
    property === undefined ? [] : [removal(text, property.getStart(), (comma ?? property).getEnd())];
  const declaration = source
    .getImportDeclarations()
    .find(
      (each) =>
        withoutExtension(each.getModuleSpecifierValue()) === withoutExtension(specifier) &&
        each.getNamedImports().length === 1 &&
        each.getDefaultImport() === undefined,
    );
  if (declaration !== undefined && property !== undefined && uses.length === 1)
    edits.push(removal(text, declaration.getStart(), declaration.getEnd()));
  return edits;
}

function addImports(text: string, source: SourceFile, wires: readonly Wire[], api: string): Edit[] {
  const missing = wires.filter(
    ({ specifier, local }) => importedFrom(source, specifier, local) === undefined,
  );
  if (missing.length === 0) return [];
  const lineBreak = lineBreakOf(text);
  const last = source.getImportDeclarations().at(-1);
  const end = last?.getEnd() ?? 0;
  const lines = missing.map((wire) => printImport(wire, constantOf(api)));
  const next = last?.getNextSibling()?.getStart() ?? text.length;
  const place = last === undefined ? 0 : lineEndAfterComments(text, end);
  if (place <= next)
    return [{ start: place, end: place, text: lines.map((line) => line + lineBreak).join("") }];
  return [{ start: end, end, text: lines.map((line) => lineBreak + line).join("") }];
}

/** New members follow what is spread first, so that whatever the user has written below still has the last word. */
function addMembers(
  text: string,
  object: ObjectLiteralExpression,
  wires: readonly Wire[],
  api: string,
): Edit[] {
  if (wires.length === 0) return [];
  const members = wires.map((wire) => printMember(wire, constantOf(api)));
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
