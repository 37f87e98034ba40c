/** Prints an operation as a client has it. */
import type { LinkedSpec } from "../../link/linked-spec.js";
import { concreteType, isRange } from "../../model/media-range.js";
import type { ContentDef, OperationDef } from "../../model/model.js";
import type { OperationNames } from "../../name/names.js";
import { needsWriter } from "../code/body-type.js";
import { hasCode, printAnswerReader, printWriter } from "../code/fields.js";
import { key, object, strings } from "../code/literal.js";
import { requirementMembers, schemesOf } from "../code/operation.js";
import { mayBeEmpty, needsStyles, printParameters } from "../code/parameters.js";
import type { RuntimeImports } from "../code/runtime-imports.js";

export interface Named {
  readonly operation: OperationDef;
  readonly names: OperationNames;
  readonly member: string;
}

/** Apart from the client, so that a bundle that makes one call holds one operation. */
export function printOperation(
  { operation, member }: Named,
  linked: LinkedSpec,
  runtime: RuntimeImports,
): string {
  const empty = operation.parameters
    .filter((parameter) => mayBeEmpty(operation, parameter))
    .map(({ name }) => name);
  const schemes = schemesOf(operation.security);
  const responses = operation.responses.map(
    ({ status, contents }) => [status, printAnswerReader(contents, runtime)] as const,
  );
  const members = [
    `operationId: ${JSON.stringify(operation.operationId)}`,
    `name: ${JSON.stringify(member)}`,
    `method: ${JSON.stringify(operation.method)}`,
    `path: ${JSON.stringify(operation.path)}`,
    ...(empty.length > 0 ? [`mayBeEmpty: ${strings(empty)}`] : []),
    ...(needsStyles(operation, linked)
      ? [
          `parameters: ${list(printParameters(operation, linked, true))}`,
          `writeParameters: ${runtime.use("write-styled", "writeStyled")}`,
        ]
      : []),
    ...(operation.requestBody ? bodyMembers(operation.requestBody.contents, runtime) : []),
    `responses: ${object(responses)}`,
    ...(schemes.length > 0 ? [`security: ${strings(schemes)}`] : []),
    ...requirementMembers(operation.security),
    ...(operation.security.named
      ? [`sendCredentials: ${runtime.use("send-credentials", "sendCredentials")}`]
      : []),
  ];
  return `export const ${member} = {\n${members.map((line) => `  ${line},\n`).join("")}};\n`;
}

function list(items: readonly string[]): string {
  return `[\n${items.map((item) => `    ${item},\n`).join("")}  ]`;
}

/** Of several media types, JSON where it is among them: most values can be said in it. */
function bodyMembers(contents: readonly ContentDef[], runtime: RuntimeImports): string[] {
  if (needsWriter(contents)) {
    const bodies = contents.map(
      (content) =>
        `    ${key(content.mediaType)}: ${hasCode(content) ? printWriter(content, runtime) : JSON.stringify(content.kind)},\n`,
    );
    return [`bodies: {\n${bodies.join("")}  }`, `writeBody: ${runtime.use("write-body", "writeBody")}`];
  }
  const chosen = contents.find(({ json }) => json) ?? contents.find(isRange) ?? contents[0];
  if (chosen === undefined) return ['body: "json"'];
  const mediaType = JSON.stringify(concreteType(chosen));
  if (chosen.kind !== "json") return [`body: ${mediaType}`];
  return ['body: "json"', ...(mediaType === '"application/json"' ? [] : [`mediaType: ${mediaType}`])];
}
