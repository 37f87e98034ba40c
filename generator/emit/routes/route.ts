/** Prints one entry of a route table. */
import type { LinkedSpec } from "../../link/linked-spec.js";
import type { ContentDef, OperationDef } from "../../model/model.js";
import { isStream } from "../../model/streams.js";
import type { OperationNames } from "../../name/names.js";
import { hasCode, printReader, printStream } from "../code/fields.js";
import { key, object, strings, wideObject } from "../code/literal.js";
import { memberName } from "../code/member-name.js";
import { credentialKeys, requirementMembers, schemesOf, takesCredentials } from "../code/operation.js";
import { needsStyles, printParameters } from "../code/parameters.js";
import type { RuntimeImports } from "../code/runtime-imports.js";
import type { ValidatorImports } from "../code/validator-imports.js";

/** Names of one operation, and what the module that holds its route imports. */
export interface RouteContext {
  readonly names: OperationNames;
  readonly linked: LinkedSpec;
  readonly validators: ValidatorImports;
  readonly runtime: RuntimeImports;
}

/** A constant of the operation's own, so that a bundle holds the checks of those that are mounted. */
export function printRoute(operation: OperationDef, context: RouteContext): string {
  const { names, linked, validators, runtime } = context;
  const { parameters, requestBody, responses, security } = operation;
  const schemes = schemesOf(security);
  const styles = needsStyles(operation, linked);
  const lines = [
    `api: ${JSON.stringify(operation.api)}`,
    `operationId: ${JSON.stringify(operation.operationId)}`,
    `name: ${JSON.stringify(memberName(names.base))}`,
    `method: ${JSON.stringify(operation.method)}`,
    `path: ${JSON.stringify(operation.path)}`,
  ];
  if (parameters.length > 0)
    lines.push(block("parameters: [", "]", printParameters(operation, linked, styles)));
  if (styles) lines.push(`readParameters: ${runtime.use("read-styled", "readStyled")}`);
  const checks = checksOf(names, validators);
  if (checks.length > 0) lines.push(`checks: ${object(checks)}`);
  if (requestBody !== undefined) lines.push(`body: ${printContents(requestBody.contents, "body", context)}`);
  if (requestBody?.required) lines.push("bodyRequired: true");
  const byStatus = responses.map(
    ({ status, contents }) => `${key(status)}: ${printContents(contents, "answer", context)}`,
  );
  lines.push(block("responses: {", "}", byStatus));
  if (schemes.length > 0) lines.push(`security: ${strings(schemes)}`);
  lines.push(...requirementMembers(security), ...credentialKeys(security));
  if (security.named) lines.push(`findCredentials: ${runtime.use("find-named", "findNamed")}`);
  if (takesCredentials(security) && security.optional) lines.push("anonymous: true");
  if (operation.rateLimited) lines.push("rateLimited: true");
  if (operation.deprecated) lines.push("deprecated: true");
  return `export const ${memberName(names.base)} = {\n${lines.map((line) => `  ${line},\n`).join("")}};\n`;
}

function checksOf(
  { path, query, headers, cookies }: OperationNames,
  validators: ValidatorImports,
): [string, string][] {
  return Object.entries({ path, query, headers, cookies }).flatMap(([place, type]): [string, string][] =>
    type === undefined ? [] : [[place, validators.check(type)]],
  );
}

function printContents(
  contents: readonly ContentDef[],
  part: "body" | "answer",
  { names, validators, runtime }: RouteContext,
): string {
  const printed = contents.map((content): readonly [string, string] => {
    const { mediaType, kind } = content;
    const named = names.contents.get(content);
    const check = named && validators.check(named);
    if (part === "answer" && isStream(kind)) return [mediaType, printStream(kind, check, runtime)];
    if (hasCode(content)) return [mediaType, printReader(content, check, runtime)];
    if (kind === "text") return [mediaType, check === undefined ? '"text"' : `{ text: ${check} }`];
    return [mediaType, kind === "bytes" ? '"bytes"' : (check ?? '"json"')];
  });
  return wideObject(
    printed,
    "  ",
    printed.some(([, text]) => text.includes("\n")) ? 0 : Number.POSITIVE_INFINITY,
  );
}

function block(open: string, close: string, items: readonly string[]): string {
  return `${open}\n${items.map((item) => `    ${item},\n`).join("")}  ${close}`;
}
