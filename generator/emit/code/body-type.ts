/** The type of a body as types, handlers and clients say it. */
import type { ContentDef } from "../../model/types.js";
import type { OperationNames } from "../../name/types.js";

/** Names of its own, or what is known of one that no schema describes: whether it is bytes. */
export function bodyType(
  { contents }: { readonly contents: readonly ContentDef[] },
  names: Pick<OperationNames, "contents">,
  prefix = "",
): string {
  const isBytes = (content: ContentDef): boolean => content.kind === "bytes";
  const own = contents.flatMap((content) => {
    const type = names.contents.get(content);
    return type === undefined ? [] : [prefix + type.name];
  });
  const types = [...new Set([...own, ...(contents.some(isBytes) ? ["Uint8Array"] : [])])];
  if (own.length > 0) return types.join(" | ");
  return contents.length > 0 && contents.every(isBytes) ? "Uint8Array" : "unknown";
}

/** The media types among which a caller may choose, where there is more than one. */
export function contentTypes({ contents }: { readonly contents: readonly ContentDef[] }): readonly string[] {
  return needsWriter(contents) && contents.length > 1 ? contents.map(({ mediaType }) => mediaType) : [];
}

/** Whether a body is a form, or one of several, among which its value or the caller chooses. */
export function needsWriter(contents: readonly ContentDef[]): boolean {
  if (contents.some(({ kind }) => kind === "form" || kind === "multipart")) return true;
  return contents.length > 1 && !contents.some(({ mediaType }) => mediaType.includes("*"));
}
