/** Finds what a `$ref` names: by relative path as upstream does, and by `$id` and `$anchor` as JSON Schema 2020-12 (core, 8.2) does. */
import nodePath from "node:path";
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getEntries, getString, isArray, isObject, type Json } from "../json.js";
import { isData, isSchema } from "../lower/data-members.js";
import type { LoweredSpec } from "../lower/lowered-spec.js";
import { schemasIn } from "../lower/subschemas.js";
import { percentDecoded } from "../percent-decode.js";
import { evaluate, pointer, segmentsOf } from "../pointer.js";
import { fileUri, resolveUri, splitOnce, withoutFragment } from "./uri.js";

/** A schema resource: fragments of a `$ref` are relative to it. */
export interface Base {
  readonly file: string;
  /** Where the resource starts in its file; not empty for an embedded `$id`. */
  readonly pointer: string;
  /** Absolute URI, only where a `$id` is in force. */
  readonly uri?: string;
}

export interface Place {
  readonly file: string;
  readonly pointer: string;
  readonly base: Base;
}

export interface Target extends Place {
  readonly value: Json;
  /** The plain name by which it was found. */
  readonly anchor?: string;
}

export class Resources {
  readonly #lowered: LoweredSpec;
  readonly #diagnostics: Diagnostics;
  /**
   * By file: URIs of `$id`s and, with a fragment, of anchors. A file without `$id` is known as `spec:/<path>`. What a file
   * declares itself comes before what others declare under the same URI.
   */
  readonly #places = new Map<string, Map<string, Place>>();
  /** Dynamic anchors by the URI of their resource, within a file. */
  readonly #dynamic = new Map<string, Map<string, Place>>();
  /** By file: the URI that a description has for itself, from which its references count (OpenAPI 3.2.0, section 4.1.2.2). */
  readonly #selves = new Map<string, string>();
  /** URIs that some `$id` or `$self` declares. */
  readonly #declared = new Set<string>();
  /** Files that a reference of another file leads to. */
  readonly #referredTo = new Set<string>();
  /** Names that some `$dynamicRef` asks for; the meta-schema asks for its own. */
  readonly #asked = new Set(["meta"]);

  constructor(lowered: LoweredSpec, diagnostics: Diagnostics) {
    this.#lowered = lowered;
    this.#diagnostics = diagnostics;
    for (const { path } of lowered.documents) this.#scan(path);
  }

  baseOf(file: string): Base {
    this.#scan(file);
    const value = this.#lowered.document(file)?.value;
    return this.enter(value ?? {}, "", { file, pointer: "" });
  }

  /** The base in force inside `schema`, which may start a resource of its own. */
  enter(schema: Json, at: string, base: Base): Base {
    // The base may be that of this very resource: a relative `$id` counts from the one around it, and only once.
    if (base.uri !== undefined && base.pointer === at) return base;
    const id = getString(schema, "$id");
    const uri = id === undefined ? undefined : resolveUri(id, base.uri ?? fileUri(base.file));
    if (uri === undefined) return base;
    const entered = { file: base.file, pointer: at, uri: withoutFragment(uri) };
    return entered.uri === base.uri && at === base.pointer ? base : entered;
  }

  /** The dynamic anchors of a resource, by name; only those that some `$dynamicRef` could mean. */
  dynamicAnchors(base: Base): readonly (readonly [string, Place])[] {
    if (this.#dynamic.size === 0) return [];
    const anchors = this.#dynamic.get(`${base.file} ${uriOf(base)}`);
    return anchors === undefined ? [] : [...anchors].filter(([name]) => this.#asked.has(name));
  }

  /** Target of `ref`, resolved against `base`; undefined after a diagnostic. */
  resolve(ref: string, base: Base, origin: Origin): Target | undefined {
    const place = this.#place(ref, base, origin);
    if (place === undefined) return undefined;
    if (place.file !== base.file) this.#referredTo.add(place.file);
    const value = this.valueAt(place);
    const fragment = percentDecoded(splitOnce(ref, "#")[1] ?? "");
    const anchor = fragment === "" || fragment.startsWith("/") ? undefined : fragment;
    if (value !== undefined) return { ...place, value, ...(anchor !== undefined && { anchor }) };
    this.#unresolved(ref, origin);
    return undefined;
  }

  isReferredTo(file: string): boolean {
    return this.#referredTo.has(file);
  }

  valueAt({ file, pointer: at }: Pick<Place, "file" | "pointer">): Json | undefined {
    const document = this.#lowered.document(file);
    return document && evaluate(document.value, at);
  }

  #place(ref: string, base: Base, origin: Origin): Place | undefined {
    const [path = "", fragment = ""] = splitOnce(ref, "#");
    const decoded = percentDecoded(fragment);
    const target = path === "" ? base : this.#resource(path, base, origin, ref);
    if (target === undefined) return undefined;
    if (decoded === "" || decoded.startsWith("/")) return this.#within(target, decoded);
    const anchor = this.#places.get(target.file)?.get(`${uriOf(target)}#${decoded}`);
    if (anchor === undefined) this.#unresolved(ref, origin);
    return anchor;
  }

  /** A place in a resource; on the way there a `$id` may start another one. */
  #within(target: Base, path: string): Place {
    let base = target;
    let at = target.pointer;
    let value: Json | undefined = this.valueAt(target);
    for (const segment of segmentsOf(path)) {
      at += pointer(segment);
      value = isArray(value) ? value[Number(segment)] : get(value, segment);
      if (get(value, "$id") !== undefined) base = this.enter(value ?? null, at, base);
    }
    return { file: target.file, pointer: at, base };
  }

  #resource(path: string, base: Base, origin: Origin, ref: string): Base | undefined {
    const named = this.#named(path, base);
    if (named !== undefined) return named;
    if (base.uri !== undefined || /^[a-z][a-z0-9+.-]*:/i.test(path)) {
      const uri = resolveUri(path, base.uri ?? fileUri(base.file));
      const known = uri === undefined ? undefined : this.#known(withoutFragment(uri), base.file);
      if (known !== undefined) return known;
      if (uri === undefined || !uri.startsWith("spec:/")) {
        this.#diagnostics.report("link/remote-ref", `${ref} leads out of the specification's folder`, origin);
        return undefined;
      }
    }
    const decoded = percentDecoded(path);
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
      this.#unresolved(ref, origin);
      return undefined;
    }
    return this.baseOf(file);
  }

  /** A resource that some `$id` or `$self` declares, by a reference that may be relative. */
  #named(path: string, base: Base): Base | undefined {
    if (this.#declared.size === 0) return undefined;
    const uri = resolveUri(path, base.uri ?? this.#selves.get(base.file) ?? fileUri(base.file));
    const whole = uri === undefined ? undefined : withoutFragment(uri);
    return whole !== undefined && this.#declared.has(whole) ? this.#known(whole, base.file) : undefined;
  }

  /** A resource by its URI: declared in the same file, in any other, or JSON Schema's own. */
  #known(uri: string, file: string): Base | undefined {
    const own = this.#places.get(file)?.get(uri);
    if (own !== undefined) return own.base;
    for (const places of this.#places.values()) {
      const found = places.get(uri);
      if (found !== undefined) return found.base;
    }
    return this.#lowered.bundled(uri) === undefined ? undefined : this.baseOf(uri);
  }

  #unresolved(ref: string, origin: Origin): void {
    this.#diagnostics.report("link/unresolved-ref", `nothing is at ${ref}`, origin);
  }

  #scan(file: string): void {
    if (this.#places.has(file)) return;
    const places = new Map<string, Place>();
    this.#places.set(file, places);
    const document = this.#lowered.document(file);
    if (document === undefined) return;
    if (document.kind === "api") {
      // OpenAPI 3.2 lets a description say under which URI others know it.
      const self = getString(document.value, "$self");
      const uri = self === undefined ? undefined : resolveUri(self, fileUri(file));
      if (uri !== undefined) {
        places.set(withoutFragment(uri), { file, pointer: "", base: { file, pointer: "" } });
        this.#selves.set(file, uri);
        this.#declared.add(withoutFragment(uri));
      }
      // Names of places in its schemas are known to the whole description.
      const at = pointer("components", "schemas");
      for (const [name, schema] of getEntries(get(document.value, "components"), "schemas"))
        this.#index(schema, at + pointer(name), { file, pointer: "" }, places);
    } else this.#index(document.value, "", { file, pointer: "" }, places);
    if (document.kind === "api" || document.kind === "part")
      for (const [at, schema] of schemasWithoutName(document.value, "", ""))
        this.#index(schema, at, { file, pointer: "" }, places);
  }

  #index(schema: Json, at: string, outer: Base, places: Map<string, Place>): void {
    if (!isObject(schema)) return;
    const base = this.enter(schema, at, outer);
    const place = { file: base.file, pointer: at, base };
    const declare = (uri: string, keyword: string): void => {
      const other = places.get(uri);
      if (other !== undefined && other.pointer !== at)
        this.#diagnostics.report(
          "lower/invalid-schema",
          `${uri.replace(/^spec:[^#]*/, "")} is also the name of ${other.pointer}, which no reference by it leads to`,
          { file: base.file, pointer: at + pointer(keyword) },
        );
      places.set(uri, place);
    };
    if (base !== outer) {
      declare(uriOf(base), "$id");
      this.#declared.add(uriOf(base));
    }
    for (const keyword of ["$anchor", "$dynamicAnchor"]) {
      const anchor = getString(schema, keyword);
      if (anchor !== undefined) declare(`${uriOf(base)}#${anchor}`, keyword);
    }
    const dynamic = getString(schema, "$dynamicAnchor");
    if (dynamic !== undefined) {
      const key = `${base.file} ${uriOf(base)}`;
      this.#dynamic.set(key, new Map([...(this.#dynamic.get(key) ?? []), [dynamic, place]]));
    }
    const asked = splitOnce(getString(schema, "$dynamicRef") ?? "", "#")[1];
    if (asked !== undefined) this.#asked.add(percentDecoded(asked));
    for (const [keyword, value] of Object.entries(schema))
      for (const [inner, key] of schemasIn(keyword, value)) {
        const where = key === undefined ? pointer(keyword) : pointer(keyword, key);
        this.#index(inner, at + where, base, places);
      }
  }
}

/** Schemas that stand where they are used: those of parameters, headers and media types. */
function* schemasWithoutName(value: Json, key: string, at: string): Generator<readonly [string, Json]> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    const place = at + pointer(name);
    if (place === "/components/schemas") continue;
    if (isArray(value)) yield* schemasWithoutName(child, "", place);
    else if (isSchema(name, key)) yield [place, child];
    else if (!isData(name, key)) yield* schemasWithoutName(child, name, place);
  }
}

function uriOf(base: Base): string {
  return base.uri ?? fileUri(base.file);
}
