/** Reads what a server answers: by its status first, and never more than the caller allows. */
import { ResponseTooLarge, UnexpectedResponse } from "./client-errors.js";
import { parseJson } from "./json.js";
import { collectBytes } from "./limited-body.js";
import type { Operation } from "./operation.js";
import { forStatus } from "./status.js";
import type { AnswerKind } from "./stream.js";

type Described = Pick<Operation<never, unknown>, "operationId" | "responses">;

export interface ReadAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export async function readAnswer(
  operation: Described,
  response: Response,
  limit?: number,
): Promise<ReadAnswer> {
  const { status, headers } = response;
  const how = forStatus(operation.responses, status);
  const details = { operationId: operation.operationId, status, headers };
  const answer = { status, headers: Object.fromEntries(headers) };
  if (how === "nothing") {
    await response.body?.cancel();
    return answer;
  }
  const { operationId } = operation;
  const found = typeof how === "function" ? how(response, { operationId, maxBytes: limit }) : how;
  if (typeof found === "object") return { ...answer, body: found };
  const bytes = await collectBytes(
    response.body,
    limit ?? Number.POSITIVE_INFINITY,
    headers.get("content-length"),
  );
  if (bytes === undefined) throw new ResponseTooLarge({ ...details, body: undefined }, limit ?? 0);
  if (how === undefined) throw new UnexpectedResponse({ ...details, body: jsonOrText(bytes) });
  const kind = found ?? usualKind(headers.get("content-type") ?? "");
  if (kind === "bytes") return { ...answer, body: bytes };
  if (kind === "text") return { ...answer, body: new TextDecoder().decode(bytes) };
  try {
    return { ...answer, body: parseJson(bytes) };
  } catch {
    throw new UnexpectedResponse({ ...details, body: jsonOrText(bytes) }, "but the body is not JSON");
  }
}

/** For a type of which the operation says nothing. */
function usualKind(mediaType: string): AnswerKind {
  if (/^[^;]*[/+]json\s*(?:;|$)/i.test(mediaType)) return "json";
  return /^text\//i.test(mediaType) ? "text" : "bytes";
}

/** Unreadable answers are shown, cut to a bounded length. */
function jsonOrText(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return parseJson(bytes);
  } catch {
    return new TextDecoder().decode(bytes.subarray(0, 1024));
  }
}
