/** Names that documents give to places: `$id`, `$self`, `$anchor` and `$dynamicAnchor`. */
import type { Diagnostics } from "../diagnostic.js";
import { get, getEntries, getString, isArray, isObject, type Json, visitMembers } from "../json.js";
import { isData, isSchema } from "../lower/data-members.js";
import type { LoweredSpec } from "../lower/lowered-spec.js";
import { schemasIn } from "../lower/subschemas.js";
import { percentDecoded } from "../percent-decode.js";
import { pointer } from "../pointer.js";
import { type Base, enterBase, type Place, uriOf } from "./schema-base.js";
import { fileUri, resolveUri, splitOnce, withoutFragment } from "./uri.js";

/** Addresses and names that schemas give themselves, by document. */
export class DeclaredNames {
  readonly #lowered: LoweredSpec;
  readonly #diagnostics: Diagnostics;
  /** By file: URIs of `$id`s and, with a fragment, of anchors. What a file declares itself comes before what others declare under the same URI. */
  readonly #places = new Map<string, Map<string, Place>>();
  /** Dynamic anchors by the URI of their resource, within a file. */
  readonly #dynamic = new Map<string, Map<string, Place>>();
  /** By file: the URI that a description has for itself, from which its references count (OpenAPI 3.2.0, section 4.1.2.2). */
  readonly #selves = new Map<string, string>();
  /** URIs that some `$id` or `$self` declares. */
  readonly #declared = new Set<string>();
  /** Names that some `$dynamicRef` asks for; the meta-schema asks for its own. */
  readonly #asked = new Set(["meta"]);

  constructor(lowered: LoweredSpec, diagnostics: Diagnostics) {
    this.#lowered = lowered;
    this.#diagnostics = diagnostics;
    for (const { path } of lowered.documents) this.scan(path);
  }

  /** The URI from which references of a file count. */
  selfOf(file: string): string {
    return this.#selves.get(file) ?? fileUri(file);
  }

  /** Most specifications declare no URI, and need not have their references resolved to one. */
  get declaresUris(): boolean {
    return this.#declared.size > 0;
  }

  /** Whether some `$id` or `$self` declares a URI. */
  isDeclared(uri: string): boolean {
    return this.#declared.has(uri);
  }

  /** A resource that is declared in a file or, failing that, in any other. */
  resource(uri: string, file: string): Base | undefined {
    const own = this.#places.get(file)?.get(uri);
    if (own !== undefined) return own.base;
    for (const places of this.#places.values()) {
      const found = places.get(uri);
      if (found !== undefined) return found.base;
    }
    return undefined;
  }

  /** The place of an anchor of a resource. */
  anchor(base: Base, name: string): Place | undefined {
    return this.#places.get(base.file)?.get(`${uriOf(base)}#${name}`);
  }

  /** The dynamic anchors of a resource, by name; only those that some `$dynamicRef` could mean. */
  dynamicAnchors(base: Base): readonly (readonly [string, Place])[] {
    if (this.#dynamic.size === 0) return [];
    const anchors = this.#dynamic.get(dynamicKey(base));
    return anchors === undefined ? [] : [...anchors].filter(([name]) => this.#asked.has(name));
  }

  /** Reads the names of a file, unless they are known. */
  scan(file: string): void {
    if (this.#places.has(file)) return;
    const places = new Map<string, Place>();
    this.#places.set(file, places);
    const document = this.#lowered.document(file);
    if (document === undefined) return;
    const { kind, value } = document;
    const base = { file, pointer: "" };
    if (kind === "api") {
      this.#indexSelf(value, file, places);
      // Names of places in its schemas are known to the whole description.
      const at = pointer("components", "schemas");
      for (const [name, schema] of getEntries(get(value, "components"), "schemas"))
        this.#index(schema, at + pointer(name), base, places);
    } else this.#index(value, "", base, places);
    if (kind === "api" || kind === "part")
      findSchemas(value, "", "", (schema, at) => this.#index(schema, at, base, places));
  }

  /** OpenAPI 3.2 lets a description say under which URI others know it. */
  #indexSelf(document: Json, file: string, places: Map<string, Place>): void {
    const self = getString(document, "$self");
    const uri = self === undefined ? undefined : resolveUri(self, fileUri(file));
    if (uri === undefined) return;
    places.set(withoutFragment(uri), { file, pointer: "", base: { file, pointer: "" } });
    this.#selves.set(file, uri);
    this.#declared.add(withoutFragment(uri));
  }

  #index(schema: Json, at: string, outer: Base, places: Map<string, Place>): void {
    if (!isObject(schema)) return;
    const base = enterBase(schema, at, outer);
    const place = { file: base.file, pointer: at, base };
    if (base !== outer) {
      this.#declare(uriOf(base), "$id", place, places);
      this.#declared.add(uriOf(base));
    }
    for (const keyword of ["$anchor", "$dynamicAnchor"]) {
      const anchor = getString(schema, keyword);
      if (anchor !== undefined) this.#declare(`${uriOf(base)}#${anchor}`, keyword, place, places);
    }
    const dynamic = getString(schema, "$dynamicAnchor");
    if (dynamic !== undefined) {
      const key = dynamicKey(base);
      this.#dynamic.set(key, new Map([...(this.#dynamic.get(key) ?? []), [dynamic, place]]));
    }
    const asked = splitOnce(getString(schema, "$dynamicRef") ?? "", "#")[1];
    if (asked !== undefined) this.#asked.add(percentDecoded(asked));
    visitMembers(schema, (value, keyword) => {
      for (const [inner, key] of schemasIn(keyword, value)) {
        const where = key === undefined ? pointer(keyword) : pointer(keyword, key);
        this.#index(inner, at + where, base, places);
      }
    });
  }

  #declare(uri: string, keyword: string, place: Place, places: Map<string, Place>): void {
    const other = places.get(uri);
    if (other !== undefined && other.pointer !== place.pointer)
      this.#diagnostics.report(
        "lower/invalid-schema",
        `${uri.replace(/^spec:[^#]*/, "")} is also the name of ${other.pointer}, which no reference by it leads to`,
        { file: place.file, pointer: place.pointer + pointer(keyword) },
      );
    places.set(uri, place);
  }
}

function dynamicKey(base: Base): string {
  return `${base.file} ${uriOf(base)}`;
}

/** Schemas that stand where they are used: those of parameters, headers and media types. */
function findSchemas(value: Json, key: string, at: string, found: (schema: Json, at: string) => void): void {
  if (typeof value !== "object" || value === null) return;
  visitMembers(value, (child, name) => {
    if (typeof child !== "object" || child === null) return;
    const place = at + pointer(name);
    if (place === "/components/schemas") return;
    if (isArray(value)) findSchemas(child, "", place, found);
    else if (isSchema(name, key)) found(child, place);
    else if (!isData(name, key)) findSchemas(child, name, place, found);
  });
}
