/** Reads an answer that is a stream by some of its media types and by others not. */
import { essenceOf } from "./media-type.js";
import type { ReadStream } from "./stream.js";

export function readByType(readers: { readonly [mediaType: string]: ReadStream }): ReadStream {
  return (response, context) => {
    const type = essenceOf(response.headers.get("content-type"));
    return Object.hasOwn(readers, type) ? readers[type]?.(response, context) : undefined;
  };
}
