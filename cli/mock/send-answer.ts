/** Answers on their way to the client. */
import type { ServerResponse } from "node:http";
import { CORS_HEADERS } from "@knockgen/matrix/runtime/cors";
import { jsonOf, memberOf } from "#inspect/unknown-json.js";
import { type MockAnswer, mockError } from "./answer.js";

/** Says in a header where the answer comes from. */
export function sendAnswer(
  outgoing: ServerResponse,
  { source, status, headers = {}, body }: MockAnswer,
): void {
  if (outgoing.destroyed) return;
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
  if (isBodiless(status)) {
    outgoing.writeHead(status, { ...CORS_HEADERS, ...own, "Knockgen-Mock": source });
    outgoing.end();
    return;
  }
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  const type = body instanceof Uint8Array ? {} : { "Content-Type": "application/json" };
  outgoing.writeHead(status, {
    ...CORS_HEADERS,
    ...type,
    ...own,
    "Knockgen-Mock": source,
    "Content-Length": bytes.length,
  });
  outgoing.end(bytes);
}

/** Answers of these statuses have no body, and say no length of one. */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 304;
}

const ON_PURPOSE = "A fault of the mock, made on purpose";

export function faulty(status: number): MockAnswer {
  if (status !== 429) return mockError("fault", status, "M_UNKNOWN", ON_PURPOSE);
  const answer = mockError("fault", 429, "M_LIMIT_EXCEEDED", ON_PURPOSE, { retry_after_ms: 1000 });
  return { ...answer, headers: { "Retry-After": "1" } };
}

/** The server lacks the operation. */
export function isUnrecognized({ status, body }: MockAnswer): boolean {
  const json = body instanceof Uint8Array ? jsonOf(body) : body;
  return (status === 404 || status === 405) && memberOf(json, "errcode") === "M_UNRECOGNIZED";
}

/** The body is an object without members. */
export function isEmpty({ body }: MockAnswer): boolean {
  const json = body instanceof Uint8Array ? jsonOf(body) : body;
  return typeof json === "object" && json !== null && Object.keys(json).length === 0;
}
