/** The status that a client asks for in the header `Prefer`. */

/** Undefined for a number that answers do not have, and for a sync that is to succeed: one always waits. */
export function preferredStatus(prefer: string, operation: string): number | undefined {
  const status = Number(/\bcode="?([2-5]\d\d)\b/.exec(prefer)?.[1]);
  return Number.isNaN(status) || (operation === "sync" && status < 300) ? undefined : status;
}
