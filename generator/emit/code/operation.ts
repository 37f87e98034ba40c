/** Facts about an operation that route tables and clients print alike. */
import type { OperationDef, SecurityDef } from "../../model/types.js";

/** Method, path and one line; the types carry the rest. */
export function summaryOf(operation: OperationDef): { description: string; deprecated: boolean } {
  const [summary] = (operation.summary ?? "").split("\n");
  const route = `\`${operation.method} ${operation.path}\``;
  return { description: summary ? `${route}: ${summary}` : route, deprecated: operation.deprecated };
}

/** Each way to send a credential once, in the specification's order. */
export function schemesOf({ alternatives }: SecurityDef): string[] {
  return [...new Set(alternatives.map(({ kind }) => kind))];
}
