/** Finds the object that wires an API's handlers in a file that the user may have rewritten. */
import {
  type ArrowFunction,
  type FunctionDeclaration,
  type FunctionExpression,
  Node,
  type ObjectLiteralExpression,
} from "ts-morph";
import type { MarkedFile } from "./existing.js";
import { type Form, markedStatement } from "./handler-file.js";
import { constantOf } from "./print-api.js";

type MakesHandlers = FunctionDeclaration | ArrowFunction | FunctionExpression;

/** The object that wires, and the function that makes it, if there is one. */
interface WiredObject {
  readonly object: ObjectLiteralExpression;
  readonly made: MakesHandlers | undefined;
}

/** Whether an index is a function of the context, or the handlers themselves. */
export function apiForm(file: MarkedFile): Form {
  return wiredObject(file)?.made === undefined ? "constant" : "factory";
}

/** By the mark, or else by the name that it had: the user may have put something between the two. */
export function wiredObject({ source, marker }: MarkedFile): WiredObject | undefined {
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

/** The name of the context in the index. */
export function contextName({ made }: WiredObject): string {
  const name = made?.getParameters()[0]?.getNameNode();
  return Node.isIdentifier(name) ? name.getText() : "context";
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
