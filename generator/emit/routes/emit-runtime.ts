/** Emits what routes and clients run on: hand-written sources, as they are. */
import { readFileSync } from "node:fs";
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
  "wire",
];

export function emitRuntime(): EmittedFile[] {
  return RUNTIME_FILES.map((name) => ({
    path: `runtime/${name}.ts`,
    text: `${BANNER}\n\n${readFileSync(new URL(`../runtime/${name}.ts`, import.meta.url), "utf8")}`,
  }));
}
