/** Brings the object that wires an API's handlers up to date, on its syntax tree. */
import {
  type ArrowFunction,
  type CallExpression,
  type FunctionDeclaration,
  type FunctionExpression,
  Node,
  type ObjectLiteralElementLike,
  type ObjectLiteralExpression,
  type SourceFile,
  SyntaxKind,
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
import { type Form, markedStatement } from "./handler-file.js";
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

export function updateApi(file: MarkedFile, wanted: Wiring): Updated {
  const { text, source, marker, path } = file;
  const { api, place, folder, wires, gone } = wanted;
  if (isUntouched(text, marker))
    return {
      text: withLineBreaks(printApi(api, wires, place, { folder, form: apiForm(file) }), lineBreakOf(text)),
      notes: [],
    };
  const retargeted = retargetImports(source, { api, handlers: handlersOf(api), place, folder });
  const wiring = wiringOf(file);
  if (wiring === undefined) {
    const list = wires.map(({ member }) => member).join(", ");
    const note = `${path}: there is no object literal to wire handlers in; see that it has ${list}`;
    return { text: applyEdits(text, retargeted), notes: [note] };
  }
  const { object } = wiring;
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
      ...addMembers(
        text,
        object,
        added.map((wire) => printMember(wire, constantOf(api), contextName(wiring))),
      ),
    ]),
    notes,
  };
}

/** Whether an index is a function of the context, or the handlers themselves. */
export function apiForm(file: MarkedFile): Form {
  return wiringOf(file)?.made === undefined ? "constant" : "factory";
}

type MakesHandlers = FunctionDeclaration | ArrowFunction | FunctionExpression;

/** The object that wires, and the function that makes it, if there is one. */
interface WiredObject {
  readonly object: ObjectLiteralExpression;
  readonly made: MakesHandlers | undefined;
}

/** By the mark, or else by the name that it had: the user may have put something between the two. */
function wiringOf({ source, marker }: MarkedFile): WiredObject | undefined {
  const statement = markedStatement(source, marker);
  const name = constantOf(marker.id);
  const declared = [
    Node.isVariableStatement(statement) ? statement.getDeclarations()[0] : statement,
    source.getVariableDeclaration(name),
    source.getFunction(name),
  ];
  for (const each of declared) {
    const value = Node.isVariableDeclaration(each) ? each.getInitializer() : each;
    const made = isFunction(value) ? value : undefined;
    const object = objectIn(made === undefined ? value : resultOf(made));
    if (object !== undefined) return { object, made };
  }
  return undefined;
}

function isFunction(node: Node | undefined): node is MakesHandlers {
  return Node.isFunctionDeclaration(node) || Node.isArrowFunction(node) || Node.isFunctionExpression(node);
}

/** The value that a function returns at its end. */
function resultOf(made: MakesHandlers): Node | undefined {
  const body = made.getBody();
  if (!Node.isBlock(body)) return body;
  const last = body.getStatements().findLast((statement) => Node.isReturnStatement(statement));
  return Node.isReturnStatement(last) ? last.getExpression() : undefined;
}

/** The name of the context in the index. */
function contextName({ made }: WiredObject): string {
  const name = made?.getParameters()[0]?.getNameNode();
  return Node.isIdentifier(name) ? name.getText() : "context";
}

function objectIn(node: Node | undefined): ObjectLiteralExpression | undefined {
  let value = node;
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

/** `knockRoom`, `knock: knockRoom` or `knock: knockRoom(context)`; anything more is the user's own. */
function plainProperty(
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
function addMembers(text: string, object: ObjectLiteralExpression, members: readonly string[]): Edit[] {
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
