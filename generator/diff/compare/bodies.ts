/** Compares the bodies of requests and responses: media types, and the schemas of JSON. */
import type { Origin } from "../../diagnostic.js";
import type { ContentDef, OperationDef } from "../../model/model.js";
import { type Context, type Difference, report } from "../difference.js";
import { compareFields } from "./forms.js";
import { compareDocumented } from "./notes.js";
import type { SchemaComparison } from "./schemas.js";

interface Carrier {
  readonly contents: readonly ContentDef[];
  readonly origin: Origin;
}

export function compareBodies(
  old: OperationDef,
  next: OperationDef,
  outer: Context,
  comparison: SchemaComparison,
): void {
  const context: Context = { ...outer, side: "request", place: "request", path: "body" };
  const before = old.requestBody;
  const after = next.requestBody;
  if (before === undefined && after === undefined) return;
  if (before === undefined || after === undefined) {
    const body = before ?? after;
    report(context, after === undefined ? "body-removed" : "body-added", {
      old: before?.origin ?? old.origin,
      new: after?.origin ?? next.origin,
      required: body?.required === true,
    });
    return;
  }
  const at = { old: before.origin, new: after.origin };
  if (before.required !== after.required)
    report(context, after.required ? "body-required" : "body-optional", at);
  compareDocumented(before, after, at, context);
  compareContents(before, after, context, comparison);
}

export function compareContents(
  old: Carrier,
  next: Carrier,
  context: Context,
  comparison: SchemaComparison,
): void {
  const at = { old: old.origin, new: next.origin };
  const before = old.contents.find(({ json }) => json);
  const after = next.contents.find(({ json }) => json);
  compareOthers(old, next, before !== undefined && after !== undefined, context, comparison);
  const had = mediaTypes(old);
  const has = mediaTypes(next);
  compareMediaTypes(had, has, at, context);
  if (before?.schema !== undefined && after?.schema !== undefined)
    comparison.compare([before.schema], [after.schema], context);
  else if (isDescribed(old) && (has.size === 0 || (before?.schema !== undefined && after !== undefined)))
    report(context, "body-undescribed", { ...at, effect: "wider" });
  else if (isDescribed(next) && (had.size === 0 || (after?.schema !== undefined && before !== undefined)))
    report(context, "body-described", { ...at, effect: "narrower" });
}

/** A body that had no described content gained or lost a description, not a media type. */
function compareMediaTypes(
  had: ReadonlySet<string>,
  has: ReadonlySet<string>,
  at: Pick<Difference, "old" | "new">,
  context: Context,
): void {
  if (had.size === 0 || has.size === 0) return;
  for (const type of has) if (!had.has(type)) report(context, "media-type-added", { ...at, after: type });
  for (const type of had) if (!has.has(type)) report(context, "media-type-removed", { ...at, before: type });
}

/** Whether more is said than that there is JSON. */
function isDescribed({ contents }: Carrier): boolean {
  return contents.some(({ json, schema }) => !json || schema !== undefined);
}

/** Forms, texts and streams: each media type by itself. */
function compareOthers(
  old: Carrier,
  next: Carrier,
  json: boolean,
  context: Context,
  comparison: SchemaComparison,
): void {
  const at = { old: old.origin, new: next.origin };
  for (const content of next.contents) {
    const type = content.mediaType.toLowerCase();
    const known = old.contents.find(({ mediaType }) => mediaType.toLowerCase() === type);
    if (known === undefined || (json && content.json && known.json)) continue;
    compareFields(known.fields ?? [], content.fields ?? [], at, context);
    if (known.json && content.json) continue;
    if (known.schema !== undefined && content.schema !== undefined)
      comparison.compare([known.schema], [content.schema], context);
    // Text has a schema, and bytes, which programs see as something else, have none.
    else if (known.schema !== undefined) report(context, "body-undescribed", { ...at, effect: "wider" });
    else if (content.schema !== undefined) report(context, "body-described", { ...at, effect: "narrower" });
  }
}

/** Swagger's way of saying bytes of any kind; what stands beside it is what else the document takes elsewhere. */
function mediaTypes({ contents }: Carrier): Set<string> {
  const types = contents.map(({ mediaType }) => mediaType.toLowerCase());
  return new Set(types.includes("*/*") ? ["application/octet-stream"] : types);
}
