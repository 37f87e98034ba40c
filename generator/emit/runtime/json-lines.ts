/** JSON values one after the other: a line each, or each after a record separator (`json-seq`). */
import { type AnswerDetails, UnexpectedResponse } from "./client-errors.js";
import type { ReadForm, WriteForm } from "./form-field.js";
import { parseJson } from "./json.js";
import { MatrixHttpError } from "./matrix-http-error.js";
import {
  isIterable,
  type ReadStream,
  type StreamContext,
  type WriteItem,
  type WriteStream,
} from "./stream.js";
import { textLines } from "./text-lines.js";
import { writingStream } from "./write-stream.js";

/** Begins each value of a sequence (RFC 7464). */
const RECORD = "\u001e";

export const readJsonLines: ReadStream = (response, context) => values(response, context, /\r?\n/g);
export const readJsonSequence: ReadStream = (response, context) =>
  values(response, context, new RegExp(RECORD, "g"));

const writeJsonLine: WriteItem = (item) => `${textOf(item)}\n`;
const writeJsonRecord: WriteItem = (item) => `${RECORD}${textOf(item)}\n`;
export const streamJsonLines: WriteStream = /* @__PURE__ */ writingStream(writeJsonLine);
export const streamJsonSequence: WriteStream = /* @__PURE__ */ writingStream(writeJsonRecord);

async function* values(
  response: Response,
  context: StreamContext,
  separator: RegExp,
): AsyncGenerator<unknown, void, undefined> {
  for await (const line of textLines(response, context, separator)) {
    if (line.trim() === "") continue;
    const { status, headers } = response;
    const details: AnswerDetails = {
      operationId: context.operationId,
      status,
      headers,
      body: line.slice(0, 1024),
    };
    yield parsed(line, () => new UnexpectedResponse(details, "but an item is not JSON"));
  }
}

function parsed(line: string, error: () => Error): unknown {
  try {
    return parseJson(new TextEncoder().encode(line));
  } catch {
    throw error();
  }
}

function textOf(item: unknown): string {
  const text = JSON.stringify(item);
  if (text === undefined) throw new TypeError("an item is what JSON cannot say");
  return text;
}

/** The items of a body that is sent: at once, or as an async iterable gives them. */
export const writeJsonLines: WriteForm = (_, items, contentType) => ({
  ...encoded(items, writeJsonLine),
  contentType,
});
export const writeJsonRecords: WriteForm = (_, items, contentType) => ({
  ...encoded(items, writeJsonRecord),
  contentType,
});

function encoded(items: object, write: WriteItem): ReturnType<WriteForm> {
  if (!isIterable(items)) throw new TypeError("the body must be iterable");
  if (Symbol.iterator in items) return { body: [...items].map(write).join("") };
  const iterator = items[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(new TextEncoder().encode(write(next.value)));
      } catch (error) {
        controller.error(error);
        await iterator.return?.();
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  return { body, duplex: "half" };
}

/** The items of a body that a server gets, all of them, as there is a limit to bodies. */
export const readJsonItems: ReadForm = (_, bytes) => {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split(text.includes(RECORD) ? RECORD : "\n");
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => parsed(line, () => new MatrixHttpError(400, "M_NOT_JSON", "An item is not JSON")));
};
