/** Finds what a `$ref` names: by relative path as upstream does, and by `$id` and `$anchor` as JSON Schema 2020-12 (core, 8.2) does. */
import nodePath from "node:path";
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, isArray, type Json } from "../json.js";
import type { LoweredSpec } from "../lower/lowered-spec.js";
import { percentDecoded } from "../percent-decode.js";
import { evaluate, pointer, segmentsOf } from "../pointer.js";
import { DeclaredNames } from "./declared-names.js";
import { type Base, enterBase, type Place, uriOf } from "./schema-base.js";
import { resolveUri, splitOnce, withoutFragment } from "./uri.js";

/** A place that a reference leads to, with what stands there. */
export interface Target extends Place {
  readonly value: Json;
  /** The plain name by which it was found. */
  readonly anchor?: string;
}

/** A `$ref` as it is written, where it stands, and the base that it counts from. */
interface Reference {
  readonly ref: string;
  readonly base: Base;
  readonly origin: Origin;
}

/** The documents of a specification, and all in them that a reference can lead to. */
export class Resources {
  readonly #lowered: LoweredSpec;
  readonly #diagnostics: Diagnostics;
  readonly #names: DeclaredNames;
  /** Files that a reference of another file leads to. */
  readonly #referredTo = new Set<string>();

  constructor(lowered: LoweredSpec, diagnostics: Diagnostics) {
    this.#lowered = lowered;
    this.#diagnostics = diagnostics;
    this.#names = new DeclaredNames(lowered, diagnostics);
  }

  baseOf(file: string): Base {
    this.#names.scan(file);
    const value = this.#lowered.document(file)?.value;
    return enterBase(value ?? {}, "", { file, pointer: "" });
  }

  /** The dynamic anchors of a resource, by name; only those that some `$dynamicRef` could mean. */
  dynamicAnchors(base: Base): readonly (readonly [string, Place])[] {
    return this.#names.dynamicAnchors(base);
  }

  /** Target of `ref`, resolved against `base`; undefined after a diagnostic. */
  resolve(ref: string, base: Base, origin: Origin): Target | undefined {
    const place = this.#place({ ref, base, origin });
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

  #place(reference: Reference): Place | undefined {
    const { ref, base, origin } = reference;
    const [path = "", fragment = ""] = splitOnce(ref, "#");
    const decoded = percentDecoded(fragment);
    const target = path === "" ? base : this.#resource(path, reference);
    if (target === undefined) return undefined;
    if (decoded === "" || decoded.startsWith("/")) return this.#within(target, decoded);
    const anchor = this.#names.anchor(target, decoded);
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
      if (get(value, "$id") !== undefined) base = enterBase(value ?? null, at, base);
    }
    return { file: target.file, pointer: at, base };
  }

  #resource(path: string, reference: Reference): Base | undefined {
    const { ref, base, origin } = reference;
    const named = this.#named(path, base);
    if (named !== undefined) return named;
    if (base.uri === undefined && !/^[a-z][a-z0-9+.-]*:/i.test(path)) return this.#file(path, reference);
    const uri = resolveUri(path, uriOf(base));
    const known = uri === undefined ? undefined : this.#known(withoutFragment(uri), base.file);
    if (known !== undefined) return known;
    if (uri?.startsWith("spec:/") === true) return this.#file(path, reference);
    this.#diagnostics.report("link/remote-ref", `${ref} leads out of the specification's folder`, origin);
    return undefined;
  }

  /** A file of the specification, by a path relative to the one that refers to it. */
  #file(path: string, { ref, base, origin }: Reference): Base | undefined {
    const decoded = percentDecoded(path);
    const file = decoded.startsWith("/")
      ? decoded
      : nodePath.posix.normalize(nodePath.posix.join(nodePath.posix.dirname(base.file), decoded));
    const isHere = this.#lowered.document(file) !== undefined;
    if (file.startsWith("/") || (file.startsWith("../") && !isHere)) {
      this.#diagnostics.report(
        "load/outside-folder",
        `${ref} leads out of the specification's folder`,
        origin,
      );
      return undefined;
    }
    if (isHere) return this.baseOf(file);
    this.#unresolved(ref, origin);
    return undefined;
  }

  /** A resource that some `$id` or `$self` declares, by a reference that may be relative. */
  #named(path: string, base: Base): Base | undefined {
    if (!this.#names.declaresUris) return undefined;
    const uri = resolveUri(path, base.uri ?? this.#names.selfOf(base.file));
    const whole = uri === undefined ? undefined : withoutFragment(uri);
    return whole !== undefined && this.#names.isDeclared(whole) ? this.#known(whole, base.file) : undefined;
  }

  /** A resource by its URI: declared in the same file, in any other, or JSON Schema's own. */
  #known(uri: string, file: string): Base | undefined {
    const declared = this.#names.resource(uri, file);
    if (declared !== undefined) return declared;
    return this.#lowered.bundled(uri) === undefined ? undefined : this.baseOf(uri);
  }

  #unresolved(ref: string, origin: Origin): void {
    this.#diagnostics.report("link/unresolved-ref", `nothing is at ${ref}`, origin);
  }
}
