/** The schema resource that a reference counts from (JSON Schema core, 8.2.1). */
import { getString, type Json } from "../json.js";
import { fileUri, resolveUri, withoutFragment } from "./uri.js";

/** A schema resource: fragments of a `$ref` are relative to it. */
export interface Base {
  readonly file: string;
  /** Where the resource starts in its file; not empty for an embedded `$id`. */
  readonly pointer: string;
  /** Absolute URI, only where a `$id` is in force. */
  readonly uri?: string;
}

/** A place in a file, and the base that references count from there. */
export interface Place {
  readonly file: string;
  readonly pointer: string;
  readonly base: Base;
}

/** The base in force inside `schema`, which may start a resource of its own. */
export function enterBase(schema: Json, at: string, base: Base): Base {
  // The base may be that of this very resource: a relative `$id` counts from the one around it, and only once.
  if (base.uri !== undefined && base.pointer === at) return base;
  const id = getString(schema, "$id");
  const uri = id === undefined ? undefined : resolveUri(id, uriOf(base));
  if (uri === undefined) return base;
  const entered = { file: base.file, pointer: at, uri: withoutFragment(uri) };
  return entered.uri === base.uri && at === base.pointer ? base : entered;
}

/** A file without `$id` is known as `spec:/<path>`. */
export function uriOf(base: Base): string {
  return base.uri ?? fileUri(base.file);
}
