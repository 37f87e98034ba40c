/** Emits per API a route for each operation, all of them as a table, and a handlers' interface: code that runs anywhere, and declarations. */
import type { ApiDef, OperationDef } from "../../model/model.js";
import { pascal } from "../../name/case.js";
import type { OperationNames } from "../../name/names.js";
import { docComment } from "../code/doc-comment.js";
import { memberName } from "../code/member-name.js";
import { summaryOf } from "../code/operation.js";
import { RuntimeImports } from "../code/runtime-imports.js";
import { ValidatorImports } from "../code/validator-imports.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";
import { printHandlerType, printRouteType } from "./handler-type.js";
import { printRoute } from "./route.js";

export function emitRoutes(input: EmitInput): EmittedFile[] {
  return input.model.apis.flatMap((api) => [
    { path: `routes/${api.module}.js`, text: printTable(api, input) },
    { path: `routes/${api.module}.d.ts`, text: printDeclarations(api, input) },
  ]);
}

function printTable({ module, operations }: ApiDef, { names, linked }: EmitInput): string {
  const members = operations.map((operation) => memberName(names.operation(operation).base));
  const validators = new ValidatorImports(members);
  const runtime = new RuntimeImports();
  const routes = operations.map((operation) =>
    printRoute(operation, { names: names.operation(operation), linked, validators, runtime }),
  );
  return `${BANNER}

${validators.print(module)}${runtime.print()}import { unimplementedApi as $unimplementedApi } from "../runtime/unimplemented.js";

${routes.join("\n")}
export const routes = [
${members.map((member) => `  ${member},\n`).join("")}];

export const unimplemented = /* @__PURE__ */ $unimplementedApi(${JSON.stringify(module)}, routes);
`;
}

function printDeclarations({ module, operations }: ApiDef, { names }: EmitInput): string {
  const handlers = `${pascal(module)}Handlers`;
  const named = operations.map((operation) => ({ operation, own: names.operation(operation) }));
  return `${BANNER}

import type * as T from ${JSON.stringify(`../${module}.js`)};
import type { Handler, Handlers, OperationRoute, Route } from "../runtime/route.js";

/** Handlers of a server of the ${module} API, by operation. Start from \`unimplemented\` and replace what you have. */
export interface ${handlers}<Auth = unknown> extends Handlers<Auth> {
${named.map(({ operation, own }) => printHandler(operation, own)).join("")}}

/** Every operation, in the order in which requests are matched. */
export declare const routes: readonly Route[];

/** Answers everything like an unknown endpoint. */
export declare const unimplemented: ${handlers};

${named.map(({ operation, own }) => printRouteDeclaration(operation, own)).join("\n")}`;
}

function printHandler(operation: OperationDef, names: OperationNames): string {
  const type = printHandlerType(operation, names, "  ");
  return `${docComment(summaryOf(operation), "  ")}  readonly ${memberName(names.base)}: ${type};\n`;
}

function printRouteDeclaration(operation: OperationDef, names: OperationNames): string {
  const type = printRouteType(operation, names);
  return `${docComment(summaryOf(operation))}export declare const ${memberName(names.base)}: ${type};\n`;
}
