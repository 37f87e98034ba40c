/** Meaning of a name in the user's code, judged by its place and, where that is cheap, by its type. */
import { Node, type Type } from "ts-morph";
import { isGenerated } from "./project.js";

export interface OperationUse {
  readonly what: "handler" | "call";
  /** Names of the types that the operation is a member of. */
  readonly owner: string;
}

/**
 * A member of an object or class of handlers, or a call of a client; undefined for a name that happens to be equal.
 * Where `trusting`, a client whose type cannot be told is taken for one that was generated.
 */
export function operationUse(node: Node, trusting: boolean): OperationUse | undefined {
  const parent = node.getParent();
  if (parent === undefined) return undefined;
  // handlers: { async knockRoom() {…} }, and class Door implements ClientServerHandlers { knockRoom() {…} }
  const member =
    Node.isMethodDeclaration(parent) ||
    Node.isPropertyAssignment(parent) ||
    Node.isShorthandPropertyAssignment(parent) ||
    Node.isPropertyDeclaration(parent);
  if (member && parent.getNameNode() === node) {
    const owner = handlersName(parent.getParent());
    return owner === undefined ? undefined : { what: "handler", owner };
  }
  // ClientServerHandlers["knockRoom"]
  if (Node.isLiteralTypeNode(parent)) {
    const access = parent.getParent();
    const text = Node.isIndexedAccessTypeNode(access) ? access.getObjectTypeNode().getText() : "";
    return /Handlers\b/.test(text) ? { what: "handler", owner: text } : undefined;
  }
  // client.knockRoom(…)
  if (Node.isPropertyAccessExpression(parent) && parent.getNameNode() === node) {
    const called = Node.isCallExpression(parent.getParent());
    const receiver = parent.getExpression().getType();
    const names = typeNames(receiver);
    if (/Handlers\b/.test(names)) return { what: "handler", owner: names };
    return called &&
      (isFromGenerated(receiver) || (trusting && (/Client\b/.test(names) || isUnknown(receiver))))
      ? { what: "call", owner: names }
      : undefined;
  }
  return undefined;
}

/** The annotation, `satisfies` or `implements` that makes an object one of handlers, or what it is handed to. */
function handlersName(holder: Node | undefined): string | undefined {
  if (holder === undefined) return undefined;
  if (Node.isClassDeclaration(holder) || Node.isClassExpression(holder)) {
    const text = holder
      .getImplements()
      .map((clause) => clause.getText())
      .join(" ");
    return /Handlers\b/.test(text) ? text : undefined;
  }
  if (!Node.isObjectLiteralExpression(holder)) return undefined;
  const parent = holder.getParent();
  const annotation =
    Node.isVariableDeclaration(parent) || Node.isSatisfiesExpression(parent) || Node.isAsExpression(parent)
      ? (parent.getTypeNode()?.getText() ?? "")
      : "";
  const text = annotation || typeNames(holder.getContextualType());
  return /Handlers\b/.test(text) ? text : undefined;
}

export interface PropertyUse {
  /** Names of the generated types that declare the property; undefined where its type cannot be told. */
  readonly owners?: readonly string[];
}

/** A property that is read, written or destructured. */
export function propertyUse(node: Node): PropertyUse | undefined {
  const parent = node.getParent();
  const named =
    (Node.isPropertyAccessExpression(parent) && parent.getNameNode() === node) ||
    (Node.isPropertyAssignment(parent) && parent.getNameNode() === node) ||
    Node.isShorthandPropertyAssignment(parent) ||
    (Node.isBindingElement(parent) && (parent.getPropertyNameNode() ?? parent.getNameNode()) === node) ||
    (Node.isElementAccessExpression(parent) && parent.getArgumentExpression() === node);
  if (!named || parent === undefined) return undefined;
  const holder = holderType(parent);
  if (holder === undefined || isUnknown(holder)) return {};
  const name = Node.isStringLiteral(node) ? node.getLiteralValue() : node.getText();
  const parts = holder.isUnion() ? holder.getUnionTypes() : [holder];
  const declarations = parts.flatMap((part) => part.getProperty(name)?.getDeclarations() ?? []);
  if (declarations.length === 0) return undefined;
  const owners = declarations
    .filter((declaration) => isGenerated(declaration.getSourceFile()))
    .flatMap((declaration) => {
      const top = declaration.getAncestors().find((ancestor) => Node.isSourceFile(ancestor.getParent()));
      return Node.isTypeAliasDeclaration(top) || Node.isInterfaceDeclaration(top) ? [top.getName()] : [];
    });
  return owners.length > 0 ? { owners } : undefined;
}

/** The type of the object that the property belongs to. */
function holderType(parent: Node): Type | undefined {
  if (Node.isPropertyAccessExpression(parent) || Node.isElementAccessExpression(parent))
    return parent.getExpression().getType().getNonNullableType();
  const holder = parent.getParent();
  if (Node.isObjectLiteralExpression(holder)) return holder.getContextualType()?.getNonNullableType();
  return Node.isObjectBindingPattern(holder) ? holder.getType().getNonNullableType() : undefined;
}

function isUnknown(type: Type): boolean {
  return type.isAny() || type.isUnknown();
}

function typeNames(type: Type | undefined): string {
  if (type === undefined) return "";
  return [type.getAliasSymbol()?.getName(), type.getSymbol()?.getName(), type.getText()]
    .filter((name) => name !== undefined)
    .join(" ");
}

function isFromGenerated(type: Type): boolean {
  const declarations = type.getSymbol()?.getDeclarations() ?? [];
  return declarations.some((declaration) => isGenerated(declaration.getSourceFile()));
}
