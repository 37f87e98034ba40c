/** The type of a body as types, handlers and clients say it. */
import { isRange } from "../../model/media-range.js";
import type { ContentDef } from "../../model/model.js";
import { isStream } from "../../model/streams.js";
import type { OperationNames } from "../../name/names.js";

/** Names of its own, or what is known of one that no schema describes: whether it is bytes. */
export function bodyType(
  { contents }: { readonly contents: readonly ContentDef[] },
  names: Pick<OperationNames, "contents">,
  way: "answered" | "sent" | "received",
): string {
  const prefix = way === "received" ? "T." : "";
  const isBytes = (content: ContentDef): boolean => content.kind === "bytes";
  const own = contents.flatMap((content) => {
    const type = names.contents.get(content);
    if (type === undefined) return [];
    const name = prefix + type.name;
    return isStream(content.kind) ? STREAMS[way].map((each) => each.replace("%", name)) : [name];
  });
  const types = [...new Set([...own, ...(contents.some(isBytes) ? ["Uint8Array"] : [])])];
  if (own.length > 0) return types.join(" | ");
  return contents.length > 0 && contents.every(isBytes) ? "Uint8Array" : "unknown";
}

/** A handler gets all the items of a body, which has a limit; a caller may have them one by one. */
const STREAMS = {
  answered: ["AsyncIterable<%>"],
  sent: ["Iterable<%>", "AsyncIterable<%>"],
  received: ["%[]"],
} as const;

/** The media types among which a caller may choose, where there is more than one. */
export function contentTypes({ contents }: { readonly contents: readonly ContentDef[] }): readonly string[] {
  return needsWriter(contents) && contents.length > 1 ? contents.map(({ mediaType }) => mediaType) : [];
}

/** Whether a body is a form, or one of several, among which its value or the caller chooses. */
export function needsWriter(contents: readonly ContentDef[]): boolean {
  if (contents.some(({ kind }) => kind === "form" || kind === "multipart" || isStream(kind))) return true;
  // Beside a range of bytes, the caller names the type in a header.
  return contents.length > 1 && !contents.some((content) => isRange(content) && content.kind === "bytes");
}
