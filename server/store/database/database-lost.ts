/** A database that does not answer for a while: restarted, cut off, or out of connections (O47). */

/**
 * SQLSTATE classes: connection, refused logins, a database that is gone, transactions that were rolled back for others, resources,
 * locks, intervention of an operator, the system below; and a server that takes no writes while another one takes over.
 */
const CLASSES = /^(?:08|28|3D|40|53|55|57|58|25006|25P03)/;
const CODES: ReadonlySet<string> = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "EMFILE",
  "ENETDOWN",
  "ENETRESET",
  "ENETUNREACH",
  // The socket of a server on this machine, while that is stopped.
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);
/** The driver's own errors have no code. */
const MESSAGES =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout exceeded when trying|The server does not support SSL)/;

/** Worth another attempt later. Of a transaction, it is not known whether it took place. */
export class DatabaseLost extends Error {
  /** The system's, or the database's. */
  readonly code: string;

  constructor(cause: Error, code: string) {
    const reason = cause.message || code;
    super(
      `The database cannot be used at the moment (${reason}): see that there is room for it; that PostgreSQL, if it is one, runs where the URL says and takes connections`,
      { cause },
    );
    this.code = code;
  }
}

/** For `catch`, where work goes on without a part that was refused; where the database is lost, the error goes on, and the part comes again. */
export function unlessLost(goOn: (error: unknown) => void): (error: unknown) => void {
  return (error) => {
    if (error instanceof DatabaseLost) throw error;
    goOn(error);
  };
}

/** How to log what was not done: a lost database is an outage, after which it is done, and anything else is ours to mend. */
export function levelOf(error: unknown): "warn" | "error" {
  return error instanceof DatabaseLost ? "warn" : "error";
}

/** The same error, as `DatabaseLost` where it says that the database does not answer. */
export function orLost(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseLost) return error;
  const code = codeOf(error);
  if (CLASSES.test(code) || CODES.has(code) || MESSAGES.test(error.message))
    return new DatabaseLost(error, code === "" ? "ECONNRESET" : code);
  return error;
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
