/** Lines of a stream as they come, none longer than a limit. */
import { ResponseTooLarge } from "./client-errors.js";
import type { StreamContext } from "./stream.js";

/** Where nothing else is said: far above any event, and far below what memory takes. */
export const MAX_ITEM_BYTES: number = 8 * 1024 * 1024;

/** Ends with the stream; leaving it ends the connection. `separator` has the global flag. */
export async function* textLines(
  response: Response,
  { operationId, maxBytes = MAX_ITEM_BYTES }: StreamContext,
  separator: RegExp,
): AsyncGenerator<string, void, undefined> {
  if (response.body === null) return;
  const { status, headers } = response;
  const tooLarge = (): Error =>
    new ResponseTooLarge({ operationId, status, headers, body: undefined }, maxBytes);
  const parts: string[] = [];
  let length = 0;
  for await (const text of textOf(response.body)) {
    let from = 0;
    for (const { 0: found, index } of text.matchAll(separator)) {
      if (length + index - from > maxBytes) throw tooLarge();
      parts.push(text.slice(from, index));
      yield parts.splice(0).join("");
      from = index + found.length;
      length = 0;
    }
    parts.push(text.slice(from));
    length += text.length - from;
    if (length > maxBytes) throw tooLarge();
  }
  const rest = parts.join("");
  if (rest !== "") yield rest;
}

/** The text of a stream in pieces as they come, of which none ends between a carriage return and its line feed. */
async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let held = "";
  try {
    for (let done = false; !done; ) {
      const chunk = await reader.read();
      done = chunk.done;
      const text = held + (chunk.done ? decoder.decode() : decoder.decode(chunk.value, { stream: true }));
      held = !done && text.endsWith("\r") ? "\r" : "";
      yield text.slice(0, text.length - held.length);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
