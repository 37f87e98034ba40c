/** Compares the bodies of requests and responses: media types, and the schemas of JSON. */
import { stableStringify } from "../../json.js";
import { meaningOf } from "../../media-type.js";
import type { ContentDef, OperationDef } from "../../model/model.js";
import { type Context, report } from "./context.js";
import { compareFields } from "./forms.js";
import { compareDocumented } from "./notes.js";

interface Carrier {
  readonly contents: readonly ContentDef[];
}

export function compareBodies(old: OperationDef, next: OperationDef, outer: Context): void {
  const before = old.requestBody;
  const after = next.requestBody;
  if (before === undefined && after === undefined) return;
  const at = { old: before?.origin ?? old.origin, new: after?.origin ?? next.origin };
  const context: Context = { ...outer, side: "request", place: "request", path: "body", at };
  if (before === undefined || after === undefined) {
    const required = (before ?? after)?.required === true;
    report(context, after === undefined ? "body-removed" : "body-added", { required });
    return;
  }
  if (before.required !== after.required) report(context, after.required ? "body-required" : "body-optional");
  compareDocumented(before, after, context);
  compareContents(before, after, context);
}

/** The context stands at both carriers. */
export function compareContents(old: Carrier, next: Carrier, context: Context): void {
  const pairs = pairsOfJson(old, next);
  compareOthers(old, next, pairs.length > 0, context);
  const [had, has] = mediaTypes(old, next);
  compareMediaTypes(had, has, context);
  const isUndescribed = pairs.some(
    ([before, after]) => before.schema !== undefined && after.schema === undefined,
  );
  const isNewly = pairs.some(([before, after]) => before.schema === undefined && after.schema !== undefined);
  if (isUndescribed || (isDescribed(old) && has.size === 0))
    report(context, "body-undescribed", { effect: "wider" });
  if (isNewly || (isDescribed(next) && had.size === 0))
    report(context, "body-described", { effect: "narrower" });
  compareJson(pairs, context);
}

type Pair = readonly [old: ContentDef, next: ContentDef];

/** JSON under the same name; and the first of each side that has none, since names of JSON are often corrected. */
function pairsOfJson(old: Carrier, next: Carrier): Pair[] {
  const [before, after] = [old, next].map(({ contents }) => contents.filter(({ json }) => json));
  const named = (before ?? []).flatMap((content): Pair[] => {
    const meaning = meaningOf(content.mediaType);
    const same = after?.find(({ mediaType }) => meaningOf(mediaType) === meaning);
    return same === undefined ? [] : [[content, same]];
  });
  const paired = new Set(named.flat());
  const [first, second] = [before, after].map((list) => list?.find((content) => !paired.has(content)));
  return first === undefined || second === undefined ? named : [...named, [first, second]];
}

/** One description of several names is told of once. */
function compareJson(pairs: readonly Pair[], context: Context): void {
  const seen = new Set<string>();
  for (const [{ schema: before }, { schema: after }] of pairs) {
    if (before === undefined || after === undefined) continue;
    const key = stableStringify([before, after]);
    if (!seen.has(key)) context.schemas.compare([before], [after], context);
    seen.add(key);
  }
}

/** A body that had no described content gained or lost a description, not a media type. */
function compareMediaTypes(had: ReadonlySet<string>, has: ReadonlySet<string>, context: Context): void {
  if (had.size === 0 || has.size === 0) return;
  for (const type of has) if (!had.has(type)) report(context, "media-type-added", { after: type });
  for (const type of had) if (!has.has(type)) report(context, "media-type-removed", { before: type });
}

/** Whether more is said than that there is JSON. */
function isDescribed({ contents }: Carrier): boolean {
  return contents.some(({ json, schema }) => !json || schema !== undefined);
}

/** Forms, texts and streams: each media type by itself. */
function compareOthers(old: Carrier, next: Carrier, json: boolean, context: Context): void {
  for (const content of next.contents) {
    const meaning = meaningOf(content.mediaType);
    const known = old.contents.find(({ mediaType }) => meaningOf(mediaType) === meaning);
    if (known === undefined || (json && content.json && known.json)) continue;
    compareFields(known.fields ?? [], content.fields ?? [], context);
    if (known.json && content.json) continue;
    if (known.schema !== undefined && content.schema !== undefined)
      context.schemas.compare([known.schema], [content.schema], context);
    // Text has a schema, and bytes, which programs see as something else, have none.
    else if (known.schema !== undefined) report(context, "body-undescribed", { effect: "wider" });
    else if (content.schema !== undefined) report(context, "body-described", { effect: "narrower" });
  }
}

/**
 * By what they say. Where one side alone has Swagger's way of saying bytes of any kind, that stands for bytes: what stands beside it is
 * what else the document takes elsewhere.
 */
function mediaTypes(old: Carrier, next: Carrier): readonly [ReadonlySet<string>, ReadonlySet<string>] {
  const [had, has] = [old, next].map(
    ({ contents }) => new Set(contents.map(({ mediaType }) => meaningOf(mediaType))),
  );
  const isRange = (types: ReadonlySet<string> = new Set()): boolean => types.has("*/*");
  const bytes = (types: ReadonlySet<string> = new Set()): ReadonlySet<string> =>
    isRange(types) && isRange(had) !== isRange(has) ? new Set(["application/octet-stream"]) : types;
  return [bytes(had), bytes(has)];
}
