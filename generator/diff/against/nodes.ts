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
  return memberUse(node, parent) ?? indexedUse(parent) ?? accessUse(node, parent, trusting);
}

/** `handlers: { async knockRoom() {…} }`, and `class Door implements ClientServerHandlers { knockRoom() {…} }`. */
function memberUse(node: Node, parent: Node): OperationUse | undefined {
  const isMember =
    Node.isMethodDeclaration(parent) ||
    Node.isPropertyAssignment(parent) ||
    Node.isShorthandPropertyAssignment(parent) ||
    Node.isPropertyDeclaration(parent);
  return isMember && parent.getNameNode() === node ? handlerOf(holderNames(parent.getParent())) : undefined;
}

/** `ClientServerHandlers["knockRoom"]` */
function indexedUse(parent: Node): OperationUse | undefined {
  if (!Node.isLiteralTypeNode(parent)) return undefined;
  const access = parent.getParent();
  return Node.isIndexedAccessTypeNode(access) ? handlerOf(access.getObjectTypeNode().getText()) : undefined;
}

/** `client.knockRoom(…)`, and `handlers.knockRoom`. */
function accessUse(node: Node, parent: Node, trusting: boolean): OperationUse | undefined {
  if (!Node.isPropertyAccessExpression(parent) || parent.getNameNode() !== node) return undefined;
  const receiver = parent.getExpression().getType();
  const owner = typeNames(receiver);
  const handler = handlerOf(owner);
  if (handler !== undefined || !Node.isCallExpression(parent.getParent())) return handler;
  const isClient = isFromGenerated(receiver) || (trusting && (/Client\b/.test(owner) || isUnknown(receiver)));
  return isClient ? { what: "call", owner } : undefined;
}

/** A use of a handler, if the types that the operation is a member of are of handlers. */
function handlerOf(owner: string): OperationUse | undefined {
  return /Handlers\b/.test(owner) ? { what: "handler", owner } : undefined;
}

/** The annotation, `satisfies` or `implements` of an object or class, or the type of what an object is handed to. */
function holderNames(holder: Node | undefined): string {
  if (Node.isClassDeclaration(holder) || Node.isClassExpression(holder))
    return holder
      .getImplements()
      .map((clause) => clause.getText())
      .join(" ");
  if (!Node.isObjectLiteralExpression(holder)) return "";
  const parent = holder.getParent();
  const annotation =
    Node.isVariableDeclaration(parent) || Node.isSatisfiesExpression(parent) || Node.isAsExpression(parent)
      ? parent.getTypeNode()?.getText()
      : undefined;
  return annotation || typeNames(holder.getContextualType());
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
