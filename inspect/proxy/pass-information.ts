/** Passes on interim answers of a target, with a status of 1xx. */
import type { InformationEvent, ServerResponse } from "node:http";

/** Clients of HTTP/1.0 know nothing of it. A `100` has its own way. */
export function passInformation(outgoing: ServerResponse, { statusCode, headers }: InformationEvent): void {
  if (outgoing.headersSent || outgoing.req.httpVersion === "1.0") return;
  const { link } = headers;
  try {
    if (statusCode === 102) outgoing.writeProcessing();
    if (statusCode === 103 && link !== undefined) outgoing.writeEarlyHints({ link });
  } catch {
    // A hint in a form that Node does not write can be done without.
  }
}
