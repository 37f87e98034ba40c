/** Emits what routes and clients run on: hand-written, and compiled with the generator itself. */
import { readFileSync } from "node:fs";
import nodePath from "node:path";
import { packageRoot } from "../../package-root.js";
import { BANNER, type EmittedFile } from "../types.js";

/** All of `../runtime`; named, so that what an earlier build left there is not taken for one of them. */
export const RUNTIME_FILES: readonly string[] = [
  "client-errors",
  "client-options",
  "client",
  "convert",
  "cors",
  "credentials",
  "dispatch",
  "encode",
  "fastify-like",
  "fastify",
  "fetch-handler",
  "issues",
  "json",
  "limited-body",
  "matrix-http-error",
  "mount",
  "operation",
  "path-template",
  "read-answer",
  "read-parts",
  "route",
  "router",
  "run-operation",
  "server-options",
  "status",
  "target",
  "twins",
  "unimplemented",
  "wire",
];

export function emitRuntime(): EmittedFile[] {
  const folder = nodePath.join(packageRoot, "dist/generator/emit/runtime");
  return RUNTIME_FILES.flatMap((name) => [`${name}.js`, `${name}.d.ts`]).map((file) => ({
    path: `runtime/${file}`,
    text: `${BANNER}\n\n${readFileSync(nodePath.join(folder, file), "utf8")}`,
  }));
}
