/** Emits a route table and a handlers' interface per API: code that runs anywhere, and declarations beside it. */
import type { ApiDef, OperationDef } from "../../model/types.js";
import { pascal } from "../../name/case.js";
import type { OperationNames } from "../../name/types.js";
import { docComment } from "../code/doc-comment.js";
import { memberName } from "../code/member-name.js";
import { schemesOf, summaryOf } from "../code/operation.js";
import { ValidatorImports } from "../code/validator-imports.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";
import { printRoute } from "./route.js";

export function emitRoutes(input: EmitInput): EmittedFile[] {
  return input.model.apis.flatMap((api) => [
    { path: `routes/${api.module}.js`, text: printTable(api, input) },
    { path: `routes/${api.module}.d.ts`, text: printDeclarations(api, input) },
  ]);
}

function printTable({ module, operations }: ApiDef, { names, linked }: EmitInput): string {
  const validators = new ValidatorImports();
  const entries = operations.map((operation) =>
    printRoute(operation, names.operation(operation), linked, validators),
  );
  return `${BANNER}

${validators.print(module)}import { unimplementedApi } from "../runtime/unimplemented.js";

export const routes = [
${entries.join("")}];

export const unimplemented = /* @__PURE__ */ unimplementedApi(${JSON.stringify(module)}, routes);
`;
}

function printDeclarations({ module, operations }: ApiDef, { names }: EmitInput): string {
  const handlers = `${pascal(module)}Handlers`;
  const members = operations.map((operation) => printHandler(operation, names.operation(operation)));
  return `${BANNER}

import type * as T from ${JSON.stringify(`../${module}.js`)};
import type { Handler, Handlers, Route } from "../runtime/route.js";

/** Handlers of a server of the ${module} API, by operation. Start from \`unimplemented\` and replace what you have. */
export interface ${handlers}<Auth = unknown> extends Handlers<Auth> {
${members.join("")}}

/** Every operation, in the order in which requests are matched. */
export declare const routes: readonly Route[];

/** Answers everything like an unknown endpoint. */
export declare const unimplemented: ${handlers};
`;
}

function printHandler(operation: OperationDef, names: OperationNames): string {
  const parts = [
    ...(names.path ? [`path: T.${names.path.name}`] : []),
    ...(names.query ? [`query: T.${names.query.name}`] : []),
    ...(names.headers ? [`headers: T.${names.headers.name}`] : []),
    ...(operation.requestBody ? [`body: T.${names.base}Request["body"]`] : []),
  ];
  const call = parts.length === 0 ? "unknown" : `{ ${parts.join("; ")} }`;
  return `${docComment(summaryOf(operation), "  ")}  readonly ${memberName(names.base)}: Handler<${call}, T.${names.base}Response, ${authOf(operation)}>;\n`;
}

function authOf({ security }: OperationDef): string {
  if (schemesOf(security).length === 0) return "undefined";
  return security.optional ? "Auth | undefined" : "Auth";
}
