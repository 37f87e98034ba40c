/** Line and column of a setting in a configuration that is a program, as far as its source says it literally. */
import { createRequire } from "node:module";
import type { Expression, Node, ObjectLiteralElementLike } from "typescript";
import type { Position } from "../../load/position.js";
import { segmentsOf } from "../../pointer.js";

type Compiler = typeof import("typescript");

/** The deepest part of `pointer` that stands in the exported literal; the start of the export if nothing does. */
export function codePositionOf(path: string, text: string, pointer: string): Position {
  const ts: Compiler = createRequire(import.meta.url)("typescript");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const exported = source.statements.find(ts.isExportAssignment)?.expression;
  let node: Expression | undefined = exported && literalOf(ts, exported);
  let place: Node | undefined = node;
  for (const segment of segmentsOf(pointer)) {
    const found = node && memberOf(ts, node, segment);
    if (found === undefined) break;
    place = found.place;
    node = found.value && literalOf(ts, found.value);
  }
  const { line, character } = source.getLineAndCharacterOfPosition(place?.getStart(source) ?? 0);
  return { line: line + 1, column: character + 1 };
}

/** Without `defineConfig(…)`, `satisfies`, `as` and parentheses around it. */
function literalOf(ts: Compiler, node: Expression): Expression {
  if (ts.isSatisfiesExpression(node) || ts.isAsExpression(node) || ts.isParenthesizedExpression(node))
    return literalOf(ts, node.expression);
  const [first] = ts.isCallExpression(node) ? node.arguments : [];
  return first === undefined ? node : literalOf(ts, first);
}

function memberOf(
  ts: Compiler,
  node: Expression,
  segment: string,
): { readonly place: Node; readonly value: Expression | undefined } | undefined {
  if (ts.isArrayLiteralExpression(node)) {
    const element = node.elements[Number(segment)];
    return element && { place: element, value: element };
  }
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const member = node.properties.findLast((each) => nameOf(ts, each) === segment);
  return member && { place: member, value: ts.isPropertyAssignment(member) ? member.initializer : undefined };
}

function nameOf(ts: Compiler, { name }: ObjectLiteralElementLike): string | undefined {
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteralLike(name))
    ? name.text
    : undefined;
}
