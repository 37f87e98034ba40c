/** Emits what routes and clients run on: hand-written, and compiled with the generator itself. */
import { BANNER, type EmittedFile } from "../emitted-file.js";
import { runtimeText } from "./runtime-text.js";

/** All of `../runtime` but what single emitters bring (`ownRuntime`); named, so that what an earlier build left there is not taken for one of them. */
export const RUNTIME_FILES: readonly string[] = [
  "check-answer",
  "check-by-type",
  "check-items",
  "client",
  "client-errors",
  "client-options",
  "convert",
  "cors",
  "credentials",
  "dispatch",
  "drop-malformed",
  "encode",
  "event-stream",
  "fastify",
  "fastify-like",
  "fetch",
  "fetch-handler",
  "find-named",
  "follow-sync",
  "form-field",
  "form-urlencoded",
  "incoming",
  "inspect",
  "inspect-events",
  "inspection",
  "issues",
  "json",
  "json-lines",
  "lenient-check",
  "limited-body",
  "live-client",
  "live-events",
  "live-files",
  "matrix-http-error",
  "media-type",
  "member",
  "methods",
  "middleware",
  "mount",
  "mount-operation",
  "mounted",
  "multipart",
  "node-handler",
  "node-streams",
  "of-matrix",
  "operation",
  "paginate",
  "parameter",
  "path-starts",
  "path-template",
  "peek",
  "raw-pairs",
  "read-answer",
  "read-by-type",
  "read-members",
  "read-pairs",
  "read-parts",
  "read-styled",
  "requirement",
  "retry",
  "route",
  "router",
  "run-operation",
  "send-credentials",
  "server-options",
  "session",
  "status",
  "stream",
  "target",
  "text-lines",
  "transfer",
  "twins",
  "unimplemented",
  "unwrap",
  "wire",
  "write-body",
  "write-stream",
  "write-styled",
  "write-values",
];

/** Some files of the runtime. */
export function emitRuntime(names: readonly string[]): EmittedFile[] {
  return names.flatMap((name) => {
    const { js, declarations } = runtimeText(name);
    return [emitted(`${name}.js`, js), emitted(`${name}.d.ts`, declarations)];
  });
}

function emitted(file: string, text: string): EmittedFile {
  return { path: `runtime/${file}`, text: `${BANNER}\n\n${text}` };
}
