/** Reads an answer that is a stream by some of its media types and by others not. */
import type { ReadStream } from "./stream.js";

export function readByType(readers: { readonly [mediaType: string]: ReadStream }): ReadStream {
  return (response, context) => {
    const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
    return Object.hasOwn(readers, type) ? readers[type]?.(response, context) : undefined;
  };
}
