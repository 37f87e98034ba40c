/** From a request to its answer, whatever carries them. */
import { CORS_HEADERS, isForWebPages } from "./cors.js";
import type { Incoming } from "./incoming.js";
import { isMatrixHttpError, MatrixHttpError } from "./matrix-http-error.js";
import { mountedOf } from "./mount.js";
import type { Route } from "./route.js";
import { type Found, Router } from "./router.js";
import { createRunner } from "./run-operation.js";
import type { ServerOptions } from "./server-options.js";
import { belowPrefix, splitTarget } from "./target.js";
import { type WireAnswer, wireError } from "./wire.js";

/** Never rejects: whatever happens, there is an answer. `prefix` is what the routes are mounted under. */
export type Dispatch = (incoming: Incoming, prefix?: string) => Promise<WireAnswer>;

export function createDispatch<Auth>(options: ServerOptions<Auth>): Dispatch {
  const entries = mountedOf(options).flatMap((mounted) => mounted.entries);
  const router = new Router(entries);
  const run = createRunner(options);
  const cors = options.cors ?? true;
  const anyForWebPages = cors && entries.some(({ route }) => isForWebPages(route));

  const answer = async (incoming: Incoming, prefix: string): Promise<WireAnswer> => {
    const { path, query } = splitTarget(incoming.target);
    const below = belowPrefix(path, prefix);
    const found = below === undefined ? NOTHING : findUsual(router, incoming.method, below);
    if (found.kind === "match") {
      const forWebPages = cors && found.candidates.some(({ entry }) => isForWebPages(entry.route));
      return withCors(await run(found.candidates, incoming, { path: below ?? path, query }), forWebPages);
    }
    const headers = found.kind === "method" ? { allow: allowed(found.methods) } : {};
    if (incoming.method === "OPTIONS" && (anyForWebPages || found.kind === "method"))
      return withCors({ status: 204, headers }, anyForWebPages);
    return withCors(unrecognized(found.kind === "method", headers), anyForWebPages);
  };

  return async (incoming, prefix = "") => {
    const whole = await answer(incoming, prefix).catch((error: unknown) =>
      // A page that asks what it may is told what is wrong with the path when it calls.
      withCors(
        anyForWebPages && incoming.method === "OPTIONS"
          ? { status: 204, headers: {} }
          : wireError(isMatrixHttpError(error) ? error : INTERNAL),
        anyForWebPages,
      ),
    );
    if (incoming.method !== "HEAD") return whole;
    if (whole.body instanceof ReadableStream) await whole.body.cancel();
    return { status: whole.status, headers: whole.headers };
  };
}

/** `HEAD` goes where `GET` goes, unless an operation of its own takes it. */
function findUsual<Entry extends { readonly route: Route }>(
  router: Router<Entry>,
  method: string,
  path: string,
): Found<Entry> {
  const found = router.find(method, path);
  return method === "HEAD" && found.kind === "method" ? router.find("GET", path) : found;
}

function unrecognized(isKnown: boolean, headers: Readonly<Record<string, string>>): WireAnswer {
  const [status, more] = isKnown ? [405, ": wrong method"] : [404, ""];
  return wireError(new MatrixHttpError(status, "M_UNRECOGNIZED", `Unrecognized request${more}`, {}, headers));
}

const NOTHING: Found<never> = { kind: "none" };
const INTERNAL: MatrixHttpError = new MatrixHttpError(500, "M_UNKNOWN", "Internal server error");

function allowed(methods: readonly string[]): string {
  return [...new Set([...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"])]
    .sort()
    .join(", ");
}

function withCors(answer: WireAnswer, wanted: boolean): WireAnswer {
  return wanted ? { ...answer, headers: { ...answer.headers, ...CORS_HEADERS } } : answer;
}
