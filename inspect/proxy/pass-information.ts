/** Passes on interim answers of a target, with a status of 1xx. */
import type { InformationEvent, ServerResponse } from "node:http";
import { endToEnd } from "./headers.js";

/** Clients of HTTP/1.0 know nothing of it. */
export function passInformation(
  outgoing: ServerResponse,
  { statusCode, rawHeaders }: InformationEvent,
): void {
  if (outgoing.headersSent || outgoing.req.httpVersion === "1.0") return;
  try {
    if (statusCode === 100) outgoing.writeContinue();
    if (statusCode === 102) outgoing.writeProcessing();
    const { link = [], ...others } = hintsOf(rawHeaders);
    if (statusCode === 103 && link.length > 0) outgoing.writeEarlyHints({ ...others, link });
  } catch {
    // A hint in a form that Node does not write can be done without.
  }
}

/** By name in lower case; one header may have several links. */
function hintsOf(rawHeaders: readonly string[]): Readonly<Record<string, string[]>> {
  const hints: Record<string, string[]> = {};
  for (const [name, value] of endToEnd(rawHeaders)) {
    const lower = name.toLowerCase();
    hints[lower] = [...(hints[lower] ?? []), ...value.split(/,\s*(?=<)/)];
  }
  return hints;
}
