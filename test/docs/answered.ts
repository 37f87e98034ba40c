/** The operations that the server answers: those of the manifest for which it has a handler. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { ELSEWHERE } from "../../server/client-server/lenient-routes.js";

export const root: string = path.resolve(import.meta.dirname, "../..");

export interface Operation {
  readonly api: string;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly since?: string;
  readonly deprecated: boolean;
  readonly source: string;
}

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

const manifest: { readonly operations: readonly Operation[] } = JSON.parse(read("generated/manifest.json"));
export const operations: readonly Operation[] = manifest.operations;

/** APIs of which the server answers some operations. */
export const APIS = ["client-server", "server-server"] as const;

/** Names of the operations that answer, as members of their handlers. */
export function handled(api: (typeof APIS)[number]): ReadonlySet<string> {
  const lines = read(`server/${api}/handlers.ts`).matchAll(/^ {4}(\w+): \1\((?:context)?\),$/gm);
  const names = Array.from(lines, ([, name = ""]) => name);
  return new Set(api === "client-server" ? [...names, ...ELSEWHERE] : names);
}

export const memberOf = (operationId: string): string =>
  operationId.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
