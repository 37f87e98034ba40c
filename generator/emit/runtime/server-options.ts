/** Options of the routes. */
import type { Authenticate } from "./credentials.js";
import type { Mounted } from "./mounted.js";
import type { ReadJson } from "./read-parts.js";
import type { Handlers, IncomingRequest, Route } from "./route.js";
import type { WriteJson } from "./wire.js";

/** One API in `handlers`, or several in `apis`, each with an `authenticate` of its own. */
export interface ServerOptions<Auth> extends CommonOptions {
  readonly handlers?: Handlers<Auth> | undefined;
  /** Who may call the handlers. Without it no credential is good, and operations that need one answer `M_UNKNOWN_TOKEN`. */
  readonly authenticate?: Authenticate<Auth> | undefined;
  /** `[mount({ handlers, authenticate }), …]` */
  readonly apis?: readonly Mounted[] | undefined;
}

export interface CommonOptions {
  /** The largest body to read. The default is 1 MiB, 8 MiB for signed requests, and 50 MiB for uploads. */
  readonly maxBodyBytes?: number | ((operation: Route) => number) | undefined;
  /**
   * Read bodies of clients as widely used ones send them: an empty body as `{}` where that passes its check, and `null` for an
   * optional property as if it were not there. Signed requests are read as they are. The default is false.
   */
  readonly lenientBodies?: boolean | undefined;
  /**
   * Read an optional parameter of the query that is an empty text, and may not be one, as if it were not there, unless the request
   * is signed. The default is false.
   */
  readonly lenientQueries?: boolean | undefined;
  /** Reads bodies; a server of large ones may let others have their turn meanwhile. The default is `parseJson` of `runtime/json`. */
  readonly readJson?: ReadJson | undefined;
  /**
   * Writes what handlers answer with; a server of large answers may let others have their turn meanwhile. It may throw a `MatrixHttpError`,
   * as handlers do. The default is `JSON.stringify`.
   */
  readonly writeJson?: WriteJson | undefined;
  /** Answer 500 when a handler's answer breaks its schema. The default is to do so unless NODE_ENV is `production`. */
  readonly validateResponses?: boolean | undefined;
  /** Let web pages call the client-server and identity APIs, as these demand. The default is true. */
  readonly cors?: boolean | undefined;
  /** Gets what handlers throw, which no client ever sees. The default prints it. */
  readonly onError?: ((error: unknown, context: ErrorContext) => void) | undefined;
}

export interface ErrorContext {
  readonly operation: Route;
  readonly request: IncomingRequest;
}

const MIB = 1024 * 1024;

export function bodyLimit(operation: Route, option: CommonOptions["maxBodyBytes"]): number {
  if (typeof option === "number") return option;
  if (option !== undefined) return option(operation);
  const { body = {} } = operation;
  const hasFiles = Object.keys(body).some((mediaType) => /^multipart\//i.test(mediaType));
  if (hasFiles || Object.values(body).includes("bytes")) return 50 * MIB;
  // A transaction holds up to 50 events of 64 KiB each, and 100 of other kinds.
  return operation.security?.includes("x-matrix") ? 8 * MIB : MIB;
}

export function shouldValidateResponses(option: boolean | undefined): boolean {
  return option ?? nodeEnvironment() !== "production";
}

/** `process` does not exist everywhere, and some runtimes refuse access to its environment: either throws. */
function nodeEnvironment(): unknown {
  try {
    return Reflect.get(Reflect.get(Reflect.get(globalThis, "process"), "env"), "NODE_ENV");
  } catch {
    return undefined;
  }
}
