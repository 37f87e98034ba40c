/** Runs the operation that a request names: authenticate, read, check, call, check again. */
import { findCredential } from "./credentials.js";
import type { Incoming } from "./incoming.js";
import { isMatrixHttpError, MatrixHttpError } from "./matrix-http-error.js";
import type { Entry } from "./mounted.js";
import { contentOf, type Parts, type RawParts, readParts } from "./read-parts.js";
import type { IncomingRequest } from "./route.js";
import type { Candidate } from "./router.js";
import {
  bodyLimit,
  type CommonOptions,
  type ErrorContext,
  shouldValidateResponses,
} from "./server-options.js";
import { chooseTwin } from "./twins.js";
import { InvalidAnswer, type WireAnswer, wireAnswer, wireError } from "./wire.js";

export type Runner = (
  candidates: readonly Candidate<Entry>[],
  incoming: Incoming,
  target: { readonly path: string; readonly query: string },
) => Promise<WireAnswer>;

export function createRunner(options: CommonOptions): Runner {
  const validate = shouldValidateResponses(options.validateResponses);
  return async (candidates, incoming, target) => {
    const query = new URLSearchParams(target.query);
    const limit = Math.max(...candidates.map(({ entry }) => bodyLimit(entry.route, options.maxBodyBytes)));
    const bytes = once(() => bodyOf(incoming, limit));
    const partsOf = ({ entry, parameters }: Candidate<Entry>): RawParts => ({
      path: parameters,
      query,
      header: incoming.header,
      target,
      bytes,
      content: async () => contentOf(entry.route, await bytes(), options.readJson),
    });
    const { entry, parameters } = await chooseTwin(candidates, query, partsOf);
    const { route: operation } = entry;
    const request = requestOf(incoming);
    const onError = (error: unknown): void => report(options.onError, error, { operation, request });
    const perform = async (): Promise<WireAnswer | MatrixHttpError> => {
      const parts = partsOf({ entry, parameters });
      const auth = await authenticate(entry, request, parts);
      // A request that another server has signed is read as it was signed.
      const lenience = operation.security?.includes("x-matrix") === true ? {} : options;
      const read: Parts = await readParts(operation, parts, lenience);
      const given = await entry.handle({ ...read, auth, request, operation });
      if (isMatrixHttpError(given)) return given;
      return wireAnswer(operation, given, validate, onError, options.writeJson);
    };
    try {
      const answer = await perform().catch(onlyMatrixError);
      return isMatrixHttpError(answer) ? wireError(answer) : answer;
    } catch (error) {
      onError(error);
      const shown = validate && error instanceof InvalidAnswer ? error.message : "Internal server error";
      return wireError(new MatrixHttpError(500, "M_UNKNOWN", shown));
    }
  };
}

function onlyMatrixError(thrown: unknown): MatrixHttpError {
  if (isMatrixHttpError(thrown)) return thrown;
  throw thrown;
}

async function authenticate(entry: Entry, request: IncomingRequest, parts: RawParts): Promise<unknown> {
  const { bytes, content, query } = parts;
  const credential = findCredential({ operation: entry.route, request, bytes, content }, query);
  if (credential === undefined) return undefined;
  if (entry.authenticate === undefined)
    throw new MatrixHttpError(401, "M_UNKNOWN_TOKEN", "This server knows no credentials");
  const auth = await entry.authenticate(credential);
  if (isMatrixHttpError(auth)) throw auth;
  return auth;
}

async function bodyOf(incoming: Incoming, limit: number): Promise<Uint8Array> {
  const bytes = await incoming.readBody(limit).catch(() => {
    throw new MatrixHttpError(400, "M_UNKNOWN", "The body did not arrive whole");
  });
  if (bytes === undefined)
    throw new MatrixHttpError(413, "M_TOO_LARGE", `The body is larger than ${limit} bytes`);
  return bytes;
}

/** Without what is the dispatcher's own business. */
function requestOf({ readBody: _, ...request }: Incoming): IncomingRequest {
  return request;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function report(onError: CommonOptions["onError"], error: unknown, context: ErrorContext): void {
  try {
    if (onError === undefined) console.error(`${context.operation.operationId} failed:`, error);
    else onError(error, context);
  } catch {
    // A hook that fails must not take the answer with it.
  }
}
