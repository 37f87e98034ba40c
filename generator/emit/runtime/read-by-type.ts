/** Reads an answer of which each media type is read in a way of its own. */
import { forMediaType } from "./media-type.js";
import type { AnswerKind, ReadBody, ReadStream } from "./stream.js";

export function readByType(ways: { readonly [mediaType: string]: AnswerKind | ReadStream }): ReadBody {
  return (response, context) => {
    const way = forMediaType(ways, response.headers.get("content-type"));
    return typeof way === "function" ? way(response, context) : way;
  };
}
