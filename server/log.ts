/** One line of JSON for each thing worth knowing, with the ID of its request. Never a token, a password or a key. */
import { pino } from "pino";
import { requestId } from "./http/request-id.js";

/** Writes a line. */
export type Log = (
  level: "info" | "warn" | "error",
  message: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

/** Logs to a stream. */
export function jsonLog(write: (line: string) => void, now: () => number = Date.now): Log {
  const logger = pino(
    {
      base: null,
      messageKey: "message",
      timestamp: () => `,"ts":${now()}`,
      formatters: { level: (level) => ({ level }) },
      mixin: () => {
        const request = requestId();
        return request === undefined ? {} : { request };
      },
    },
    { write },
  );
  return (level, message, details = {}) => logger[level](withoutErrors(details), message);
}

/** Logs nothing; for tests. */
export const silentLog: Log = () => {};

/** An error's own properties may hold what was sent; its name and message are ours. */
function withoutErrors(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details).map(([key, value]) => [
      key,
      value instanceof Error ? { name: value.name, message: value.message } : value,
    ]),
  );
}
