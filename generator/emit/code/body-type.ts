/** The type of a body as types, handlers and clients say it. */
import type { ContentDef } from "../../model/types.js";

/** Its own name, or what is known of one that no schema describes: whether it is bytes. */
export function bodyType(
  { contents }: { readonly contents: readonly ContentDef[] },
  name: string | undefined,
): string {
  const isBytes = (content: ContentDef): boolean => content.kind === "bytes";
  if (name !== undefined) return contents.some(isBytes) ? `${name} | Uint8Array` : name;
  return contents.length > 0 && contents.every(isBytes) ? "Uint8Array" : "unknown";
}
