/** Ends of the names of bodies: one for each schema of a body, since several media types may have schemas of their own. */
import { stableStringify } from "../json.js";
import { essenceOf, formKind } from "../media-type.js";
import type { ContentDef, OperationDef } from "../model/model.js";
import { isStream } from "../model/streams.js";
import { pascal, pascalSpelled, responseSuffix } from "./case.js";

/** `RequestBody`, `Response200`, and `RequestBodyForm` for a second schema. Contents of the same schema share one. */
export function contentSuffixes(operation: OperationDef): ReadonlyMap<ContentDef, string> {
  const suffixes = new Map<ContentDef, string>();
  const add = (contents: readonly ContentDef[], start: string): void => {
    const byText = new Map<string, string>();
    const taken = new Set<string>();
    for (const content of contents) {
      if (content.schema === undefined) continue;
      const text = `${isStream(content.kind)} ${stableStringify(content.schema)}`;
      const known = byText.get(text);
      const own = isStream(content.kind) ? `${start}Item` : start;
      const longer = (): string[] => [
        own + pascal(shortType(content.mediaType)),
        own + pascalSpelled(content.mediaType),
      ];
      const suffix = known ?? (taken.has(own) ? longer().find((name) => !taken.has(name)) : undefined) ?? own;
      byText.set(text, suffix);
      taken.add(suffix);
      suffixes.set(content, suffix);
    }
  };
  add(operation.requestBody?.contents ?? [], "RequestBody");
  for (const { status, contents } of operation.responses) add(contents, responseSuffix(status));
  return suffixes;
}

function shortType(mediaType: string): string {
  return formKind(mediaType) ?? essenceOf(mediaType).replace(/^application\//, "");
}
