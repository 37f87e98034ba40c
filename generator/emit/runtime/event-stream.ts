/** Server-sent events (`text/event-stream`): objects with `data`, and maybe `event`, `id` and `retry`. */
import { ResponseTooLarge } from "./client-errors.js";
import type { ReadStream, StreamContext, WriteStream } from "./stream.js";
import { MAX_ITEM_BYTES, textLines } from "./text-lines.js";
import { writingStream } from "./write-stream.js";

/** An event is a block of lines that has data and ends with an empty one. */
export const readEvents: ReadStream = async function* events(
  response: Response,
  context: StreamContext,
): AsyncGenerator<object, void, undefined> {
  const { operationId, maxBytes = MAX_ITEM_BYTES } = context;
  let fields: Fields = {};
  let size = 0;
  for await (const line of textLines(response, context, /\r\n|\r|\n/g)) {
    size += line.length;
    if (size > maxBytes) {
      const { status, headers } = response;
      throw new ResponseTooLarge({ operationId, status, headers, body: undefined }, maxBytes);
    }
    if (line !== "") {
      read(line, fields);
      continue;
    }
    if (fields.data !== undefined) yield { ...fields, data: fields.data.join("\n") };
    fields = {};
    size = 0;
  }
};

interface Fields {
  event?: string;
  data?: string[];
  id?: string;
  retry?: number;
}

/** A line without a colon is a field without a value; one that begins with it is a comment. */
function read(line: string, fields: Fields): void {
  const colon = line.indexOf(":");
  const name = colon === -1 ? line : line.slice(0, colon);
  const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (name === "data") {
    fields.data ??= [];
    fields.data.push(value);
  }
  if (name === "event") fields.event = value;
  if (name === "id" && !value.includes("\0")) fields.id = value;
  if (name === "retry" && /^\d{1,15}$/.test(value)) fields.retry = Number(value);
}

export const streamEvents: WriteStream = /* @__PURE__ */ writingStream(writeEvent);

/** Throws where a member would be read as something else. */
function writeEvent(item: unknown): string {
  const { event, data, id, retry }: Readonly<Record<string, unknown>> = { ...Object(item) };
  const lines = [
    ["event", event],
    ["id", id],
    ["retry", retry],
  ].flatMap(([name, value]) => {
    if (value === undefined || value === null) return [];
    if (/[\r\n\0]/.test(String(value)))
      throw new TypeError(`the ${String(name)} of an event must be one line`);
    return [`${String(name)}: ${String(value)}\n`];
  });
  const text = typeof data === "string" ? data : (JSON.stringify(data) ?? "");
  const all = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${[...lines, ...all].join("")}\n`;
}
