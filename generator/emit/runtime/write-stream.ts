/** Streams that a server answers with. */
import { InvalidItem } from "./check-items.js";
import type { WriteItem, WriteStream } from "./stream.js";

/** A handler's iterator is left when the other side goes, and not begun before it asks. */
export function writingStream(write: WriteItem): WriteStream {
  return (items, { check, onError }) => {
    const iterator = iteratorOf(items);
    /** A handler that fails to tidy up fails for itself alone: the other side has gone. */
    const leave = async (): Promise<void> => {
      try {
        await iterator.return?.();
      } catch (error) {
        onError(error);
      }
    };
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        async pull(controller) {
          try {
            const { done, value } = await iterator.next();
            if (done) return controller.close();
            const result = check?.(JSON.parse(JSON.stringify(value)));
            if (result !== undefined && !result.ok) throw new InvalidItem(value, result.issues);
            controller.enqueue(new TextEncoder().encode(write(value)));
          } catch (error) {
            onError(error);
            controller.error(error);
            await leave();
          }
        },
        cancel: leave,
      },
      { highWaterMark: 0 },
    );
  };
}

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

function iteratorOf(items: AsyncIterable<unknown> | Iterable<unknown>): AnyIterator {
  return Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
}
