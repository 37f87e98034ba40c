/** Finds what a `$ref` names: by relative path as upstream does, and by `$id` and `$anchor` as JSON Schema 2020-12 (core, 8.2) does. */
import nodePath from "node:path";
import type { Diagnostics, Origin } from "../diagnostic.js";
import { getString, isArray, isObject, type Json } from "../json.js";
import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "../lower/keywords.js";
import type { LoweredSpec } from "../lower/types.js";
import { evaluate, pointer } from "../pointer.js";

/** A schema resource: fragments of a `$ref` are relative to it. */
export interface Base {
  readonly file: string;
  /** Where the resource starts in its file; not empty for an embedded `$id`. */
  readonly pointer: string;
  /** Absolute URI, only where a `$id` is in force. */
  readonly uri?: string;
}

export interface Target {
  readonly file: string;
  readonly pointer: string;
  readonly value: Json;
}

type Place = Omit<Target, "value">;

export class Resources {
  readonly #lowered: LoweredSpec;
  readonly #diagnostics: Diagnostics;
  /** URIs of `$id`s and, with a fragment, of anchors. A file without `$id` is known as `spec:/<path>`. */
  readonly #places = new Map<string, Place & { readonly base: Base }>();
  readonly #scanned = new Set<string>();

  constructor(lowered: LoweredSpec, diagnostics: Diagnostics) {
    this.#lowered = lowered;
    this.#diagnostics = diagnostics;
  }

  baseOf(file: string): Base {
    this.#scan(file);
    return { file, pointer: "" };
  }

  /** The base in force inside `schema`, which may start a resource of its own. */
  enter(schema: Json, at: string, base: Base): Base {
    const id = getString(schema, "$id");
    if (id === undefined) return base;
    const uri = resolveUri(id, base.uri ?? fileUri(base.file));
    return uri === undefined ? base : { file: base.file, pointer: at, uri: withoutFragment(uri) };
  }

  /** What `ref` names, seen from `base`; undefined after a diagnostic. */
  resolve(
    ref: string,
    base: Base,
    origin: Origin,
    example = false,
  ): (Target & { readonly base: Base }) | undefined {
    const place = this.#place(ref, base, origin, example);
    if (place === undefined) return undefined;
    const document = this.#lowered.document(place.file);
    const value = document && evaluate(document.value, place.pointer);
    if (value !== undefined) return { ...place, value };
    if (document !== undefined || example) this.#unresolved(ref, origin, example);
    return undefined;
  }

  #place(
    ref: string,
    base: Base,
    origin: Origin,
    example: boolean,
  ): (Place & { readonly base: Base }) | undefined {
    const [path = "", fragment = ""] = splitOnce(ref, "#");
    const decoded = decode(fragment);
    let target: Base | undefined = base;
    if (path !== "" || base.uri !== undefined) target = this.#resource(path, base, origin, ref);
    if (target === undefined) return undefined;
    if (decoded === "" || decoded.startsWith("/"))
      return { file: target.file, pointer: target.pointer + decoded, base: target };
    const anchor = this.#places.get(`${target.uri ?? fileUri(target.file)}#${decoded}`);
    if (anchor === undefined) this.#unresolved(ref, origin, example);
    return anchor;
  }

  #resource(path: string, base: Base, origin: Origin, ref: string): Base | undefined {
    if (path === "") return base;
    if (base.uri !== undefined || /^[a-z][a-z0-9+.-]*:/i.test(path)) {
      const uri = resolveUri(path, base.uri ?? fileUri(base.file));
      const known = uri === undefined ? undefined : this.#places.get(withoutFragment(uri));
      if (known !== undefined) return known.base;
      if (uri === undefined || !uri.startsWith("spec:/")) {
        this.#diagnostics.report("link/remote-ref", `${ref} leads out of the specification's folder`, origin);
        return undefined;
      }
    }
    const decoded = decode(path);
    const file = decoded.startsWith("/")
      ? decoded
      : nodePath.posix.normalize(nodePath.posix.join(nodePath.posix.dirname(base.file), decoded));
    if (file.startsWith("/") || (file.startsWith("../") && this.#lowered.document(file) === undefined)) {
      this.#diagnostics.report(
        "load/outside-folder",
        `${ref} leads out of the specification's folder`,
        origin,
      );
      return undefined;
    }
    if (this.#lowered.document(file) === undefined) {
      this.#unresolved(ref, origin, false);
      return undefined;
    }
    return this.baseOf(file);
  }

  #unresolved(ref: string, origin: Origin, example: boolean): void {
    this.#diagnostics.report(
      example ? "link/unresolved-example-ref" : "link/unresolved-ref",
      `nothing is at ${ref}`,
      origin,
    );
  }

  #scan(file: string): void {
    if (this.#scanned.has(file)) return;
    this.#scanned.add(file);
    const document = this.#lowered.document(file);
    if (document === undefined || document.kind === "api") return;
    this.#index(document.value, "", { file, pointer: "" });
  }

  #index(schema: Json, at: string, outer: Base): void {
    if (!isObject(schema)) return;
    const base = this.enter(schema, at, outer);
    const uri = base.uri ?? fileUri(base.file);
    const place = { file: base.file, pointer: at, base };
    if (base !== outer) this.#places.set(uri, place);
    for (const keyword of ["$anchor", "$dynamicAnchor"]) {
      const anchor = getString(schema, keyword);
      if (anchor !== undefined) this.#places.set(`${uri}#${anchor}`, place);
    }
    for (const [keyword, value] of Object.entries(schema)) {
      const where = at + pointer(keyword);
      if (SCHEMA_KEYWORDS.has(keyword)) this.#index(value, where, base);
      else if (SCHEMA_LIST_KEYWORDS.has(keyword) && isArray(value))
        for (const [index, item] of value.entries()) this.#index(item, `${where}/${index}`, base);
      else if (SCHEMA_MAP_KEYWORDS.has(keyword) && isObject(value))
        for (const [key, item] of Object.entries(value)) this.#index(item, where + pointer(key), base);
    }
  }
}

function fileUri(file: string): string {
  return `spec:/${encodeURI(file)}`;
}

function withoutFragment(uri: string): string {
  return splitOnce(uri, "#")[0] ?? uri;
}

function resolveUri(reference: string, base: string): string | undefined {
  try {
    return new URL(reference, base).href;
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
