/** Facts about an operation that route tables and clients print alike. */
import { compare } from "../../json.js";
import type { OperationDef, SecurityDef } from "../../model/model.js";
import { object, strings } from "./literal.js";

/** Method, path and one line; the types carry the rest. */
export function summaryOf(operation: OperationDef): { description: string; deprecated: boolean } {
  const [summary] = (operation.summary ?? "").split("\n");
  const route = `\`${operation.method} ${operation.path}\``;
  return { description: summary ? `${route}: ${summary}` : route, deprecated: operation.deprecated };
}

/** Each of Matrix's ways to send a credential once, in the specification's order. */
export function schemesOf({ alternatives, named }: SecurityDef): string[] {
  if (named) return [];
  return [...new Set(alternatives.map(({ kind }) => kind))];
}

/** Whether callers have to, or may, show who they are. */
export function takesCredentials({ alternatives }: SecurityDef): boolean {
  return alternatives.length > 0;
}

/** `requirements: […]`; nothing for Matrix's own credentials. */
export function requirementMembers({ requirements, named }: SecurityDef): string[] {
  if (!named) return [];
  const lists = requirements.map(
    (schemes) =>
      `[${schemes
        .map(({ name, in: place, key }) =>
          object([
            ["name", JSON.stringify(name)],
            ["in", JSON.stringify(place)],
            ...(key === "" ? [] : [["key", JSON.stringify(key)] as const]),
          ]),
        )
        .join(", ")}]`,
  );
  const printed = lists.map(
    (line) => `    ${line.length <= 140 ? line : line.replaceAll("}, {", "},\n      {")},\n`,
  );
  return [`requirements: [\n${printed.join("")}  ]`];
}

export function credentialKeys({ requirements, named }: SecurityDef): string[] {
  const keys = requirements.flat().flatMap(({ in: place, key }) => (place === "query" ? [key] : []));
  return named && keys.length > 0 ? [`credentialKeys: ${strings([...new Set(keys)].sort(compare))}`] : [];
}
