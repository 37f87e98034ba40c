/** Answers that are a stream of items: how each is written and read. */
import type { Check } from "../matrix.js";

/** Facts that a reader of items has about the answer. */
export interface StreamContext {
  readonly operationId: string;
  /** Of one item, counted as UTF-16 units, of which there are never more than bytes; a longer one is an error. */
  readonly maxBytes?: number | undefined;
}

/** Items of an answer as they come. Reads while it is asked, and once. */
export type ReadStream = (response: Response, context: StreamContext) => AsyncIterable<unknown>;

/** A body that is read as a whole. */
export type AnswerKind = "json" | "text" | "bytes";

/** Items, or how to read the body as a whole; undefined where its type is none of the declared ones. */
export type ReadBody = (
  response: Response,
  context: StreamContext,
) => AsyncIterable<unknown> | AnswerKind | undefined;

/** One item as text. */
export type WriteItem = (item: unknown) => string;

export interface StreamOptions {
  /** Each item is checked where this is set. */
  readonly check?: Check<unknown> | undefined;
  /** Gets what ends the stream before its time. */
  readonly onError: (error: unknown) => void;
}

/** Makes bytes of items, as fast as they are taken. */
export type WriteStream = (
  items: AsyncIterable<unknown> | Iterable<unknown>,
  options: StreamOptions,
) => ReadableStream<Uint8Array>;

/** A stream, of which a check is about each item. */
export interface StreamHow {
  readonly stream: WriteStream;
  readonly check?: Check<unknown>;
}

export function isIterable(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  return (
    typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value)
  );
}
