/** Emits handlers of Mock Service Worker, typed as those of a server are. */
import { pascal } from "../../name/case.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";

export function emitMsw({ model }: EmitInput): EmittedFile[] {
  return model.apis.flatMap(({ module }) => [
    { path: `msw/${module}.js`, text: printCode(module) },
    { path: `msw/${module}.d.ts`, text: printDeclarations(module) },
  ]);
}

function printCode(module: string): string {
  return `${BANNER}

import { http } from "msw";
import { routes, unimplemented } from "../routes/${module}.js";
import { mockRoutes } from "../runtime/mock-routes.js";

export function mock${pascal(module)}(handlers, options = {}) {
  return mockRoutes(http, routes, unimplemented, handlers, options);
}
`;
}

function printDeclarations(module: string): string {
  const handlers = `${pascal(module)}Handlers`;
  return `${BANNER}

import type { HttpHandler } from "msw";
import type { ${handlers} } from "../routes/${module}.js";
import type { MockOptions } from "../runtime/mock-routes.js";

/** Handlers of MSW for the operations that \`handlers\` has, for \`setupServer\` and \`setupWorker\`. */
export declare function mock${pascal(module)}<Auth = unknown>(
  handlers: Partial<${handlers}<Auth>>,
  options?: MockOptions<Auth>,
): HttpHandler[];
`;
}
