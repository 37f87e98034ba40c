/**
 * Nodes of TypeScript's types, as far as schemas need them. They print as the compiler's do, whose loading would take longer
 * than all the printing.
 */

export interface TypeNode {
  /** A name of the compiler's `SyntaxKind`. */
  readonly kind: string;
  /** The text, whose first line stands behind `indent`. */
  readonly print: (indent: string) => string;
}

/** A literal or a name. */
export interface TextNode extends TypeNode {
  readonly text: string;
}

interface LiteralTypeNode extends TypeNode {
  readonly literal: TypeNode;
}

export interface TypeLiteralNode extends TypeNode {
  readonly members: readonly TypeNode[];
}

const STEP = "  ";

/** Functions of the compiler's factory, under its names. */
export const factory = {
  createKeywordTypeNode: (kind: string): TypeNode => keyword(kind),
  createToken: (kind: string): TypeNode => keyword(kind),
  createTrue: (): TypeNode => keyword("TrueKeyword"),
  createFalse: (): TypeNode => keyword("FalseKeyword"),
  createNull: (): TypeNode => keyword("NullKeyword"),
  createIdentifier: (text: string): TextNode => ({ kind: "Identifier", text, print: () => text }),
  createStringLiteral: (text: string): TextNode => ({
    kind: "StringLiteral",
    text,
    print: () => quoted(text),
  }),
  createNumericLiteral: (value: number | string): TextNode => ({
    kind: "NumericLiteral",
    text: String(value),
    print: () => String(value),
  }),
  createPrefixUnaryExpression: (operator: string, operand: TypeNode): TypeNode => ({
    kind: "PrefixUnaryExpression",
    print: (indent) => `${operator === "MinusToken" ? "-" : operator}${operand.print(indent)}`,
  }),
  createLiteralTypeNode: (literal: TypeNode): LiteralTypeNode => ({
    kind: "LiteralType",
    literal,
    print: literal.print,
  }),
  createTypeReferenceNode: (name: string | TypeNode, types: readonly TypeNode[] = []): TypeNode => ({
    kind: "TypeReference",
    print: (indent) => {
      const list = types.map((type) => type.print(indent)).join(", ");
      return `${typeof name === "string" ? name : name.print(indent)}${list === "" ? "" : `<${list}>`}`;
    },
  }),
  createUnionTypeNode: (types: readonly TypeNode[]): TypeNode => joined("UnionType", types, " | "),
  createIntersectionTypeNode: (types: readonly TypeNode[]): TypeNode =>
    joined("IntersectionType", types, " & "),
  createArrayTypeNode: (type: TypeNode): TypeNode => ({
    kind: "ArrayType",
    print: (indent) => `${printPart(type, indent)}[]`,
  }),
  createTupleTypeNode: (types: readonly TypeNode[]): TypeNode => ({
    kind: "TupleType",
    print: (indent) => printLines(TUPLE, types, indent),
  }),
  createOptionalTypeNode: (type: TypeNode): TypeNode => ({
    kind: "OptionalType",
    print: (indent) => `${printPart(type, indent)}?`,
  }),
  createRestTypeNode: (type: TypeNode): TypeNode => ({
    kind: "RestType",
    print: (indent) => `...${type.print(indent)}`,
  }),
  createTypeLiteralNode: (members: readonly TypeNode[]): TypeLiteralNode => ({
    kind: "TypeLiteral",
    members,
    print: (indent) => printLines(LITERAL, members, indent),
  }),
  createPropertySignature: (
    _modifiers: unknown,
    name: TypeNode,
    question: TypeNode | undefined,
    type: TypeNode,
  ): TypeNode => ({
    kind: "PropertySignature",
    print: (indent) => `${name.print(indent)}${question === undefined ? "" : "?"}: ${type.print(indent)}`,
  }),
  createParameterDeclaration: (
    _modifiers: unknown,
    _rest: unknown,
    name: string | TypeNode,
    _question: unknown,
    type: TypeNode,
  ): TypeNode => ({
    kind: "Parameter",
    print: (indent) => `${typeof name === "string" ? name : name.print(indent)}: ${type.print(indent)}`,
  }),
  createIndexSignature: (_modifiers: unknown, [key]: readonly TypeNode[], type: TypeNode): TypeNode => ({
    kind: "IndexSignature",
    print: (indent) => `[${key?.print(indent) ?? ""}]: ${type.print(indent)}`,
  }),
};

/** A member with a doc comment before it. */
export function documented(member: TypeNode, doc: string): TypeNode {
  if (doc === "") return member;
  return {
    kind: member.kind,
    print: (indent) => `${doc.trimEnd().replaceAll("\n", `\n${indent}`)}\n${indent}${member.print(indent)}`,
  };
}

export function isTypeLiteral(node: TypeNode): node is TypeLiteralNode {
  return node.kind === "TypeLiteral";
}

function keyword(kind: string): TypeNode {
  const text = kind.replace("Keyword", "").toLowerCase();
  return { kind, print: () => text };
}

function joined(kind: string, types: readonly TypeNode[], separator: string): TypeNode {
  return { kind, print: (indent) => types.map((type) => printPart(type, indent)).join(separator) };
}

/** In parentheses where the compiler writes them, needed or not. */
function printPart(type: TypeNode, indent: string): string {
  const text = type.print(indent);
  return type.kind === "UnionType" || type.kind === "IntersectionType" ? `(${text})` : text;
}

interface Marks {
  readonly open: string;
  readonly close: string;
  readonly between: string;
  readonly last: string;
}

const TUPLE: Marks = { open: "[", close: "]", between: ",", last: "" };
const LITERAL: Marks = { open: "{", close: "}", between: ";", last: ";" };

function printLines(
  { open, close, between, last }: Marks,
  nodes: readonly TypeNode[],
  indent: string,
): string {
  if (nodes.length === 0) return open + close;
  const inner = indent + STEP;
  const lines = nodes.map((node) => inner + node.print(inner));
  return `${open}\n${lines.join(`${between}\n`)}${last}\n${indent}${close}`;
}

/** In ASCII, as the compiler writes names of properties. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[^\0-\x7f]/g, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
