/** Emits a route table and a handlers' interface per API. */
import type { ApiDef, OperationDef } from "../../model/types.js";
import { pascal } from "../../name/case.js";
import type { OperationNames } from "../../name/types.js";
import { docComment } from "../types/docs.js";
import { BANNER, type EmitInput, type EmittedFile } from "../types.js";
import { memberName } from "./member-name.js";
import { printRoute, schemesOf, VALIDATORS } from "./route.js";

export function emitRoutes(input: EmitInput): EmittedFile[] {
  return input.model.apis.map((api) => ({ path: `routes/${api.module}.ts`, text: printModule(api, input) }));
}

function printModule({ module, operations }: ApiDef, { names, linked }: EmitInput): string {
  const named = operations.map((operation) => ({ operation, names: names.operation(operation) }));
  const handlers = `${pascal(module)}Handlers`;
  // An array of 166 literals takes the compiler seconds, since it compares each with each; constants take it no time.
  const table = named
    .map(
      (each) =>
        `const ${memberName(each.names.base)}: Route = ${printRoute(each.operation, each.names, linked)};\n`,
    )
    .join("\n");
  const imports = [
    ...(table.includes(`${VALIDATORS}.`)
      ? [`import * as ${VALIDATORS} from ${JSON.stringify(`../validators/${module}.js`)};`]
      : []),
    `import type * as T from ${JSON.stringify(`../${module}.js`)};`,
    'import { unimplementedHandler } from "../runtime/matrix-http-error.js";',
    'import { API, type Handler, type Handlers, type Route } from "../runtime/route.js";',
  ];
  return [
    BANNER,
    "",
    imports.join("\n"),
    "",
    `/** What a server of the ${module} API does, by operation. Start from \`unimplemented\` and replace what you have. */`,
    `export interface ${handlers}<Auth = unknown> extends Handlers<Auth> {`,
    `${named.map((each) => printHandler(each.operation, each.names)).join("")}}`,
    "",
    table,
    "/** Every operation, in the order in which requests are matched. */",
    "export const routes: readonly Route[] = [",
    `${named.map((each) => `  ${memberName(each.names.base)},\n`).join("")}];`,
    "",
    "/** Answers everything like an unknown endpoint. */",
    `export const unimplemented: ${handlers} = {`,
    `  [API]: { name: ${JSON.stringify(module)}, routes },`,
    `${named.map((each) => `  ${memberName(each.names.base)}: unimplementedHandler,\n`).join("")}};`,
    "",
  ].join("\n");
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

/** Method, path and one line; the types carry the rest. */
export function summaryOf(operation: OperationDef): { description: string; deprecated: boolean } {
  const [summary] = (operation.summary ?? "").split("\n");
  const route = `\`${operation.method} ${operation.path}\``;
  return { description: summary ? `${route}: ${summary}` : route, deprecated: operation.deprecated };
}

function authOf({ security }: OperationDef): string {
  if (schemesOf(security).length === 0) return "undefined";
  return security.optional ? "Auth | undefined" : "Auth";
}
