/** Result of lowering: every document in one dialect, JSON Schema 2020-12 inside OpenAPI 3.1, and where each piece came from. */
import type { Memo } from "../cache/memo.js";
import type { Origin } from "../diagnostic.js";
import type { Json } from "../json.js";
import type { Dialect } from "../load/version.js";

/** A part is a file beside descriptions that is none itself: it counts only where a `$ref` names it. */
export type DocumentKind = "api" | "event" | "definition" | "part";

export interface LoweredDocument {
  readonly path: string;
  readonly kind: DocumentKind;
  /** Module that it is emitted in: the API's folder name, `events`, or `common`. */
  readonly module: string;
  readonly dialect: Dialect;
  readonly value: Json;
}

export interface LoweredSpec {
  /** Sorted by path. */
  readonly documents: readonly LoweredDocument[];
  /** A document by path, lowered when first asked for; undefined (and reported) when it cannot be read. */
  readonly document: (path: string) => LoweredDocument | undefined;
  /** JSON Schema's own meta-schema and its vocabularies, which are not fetched but known; by URI. */
  readonly bundled: (uri: string) => LoweredDocument | undefined;
  readonly origins: Origins;
  readonly memo: Memo;
}

/** Remembers the source place of lowered objects: lowering moves them, diagnostics and doc comments must not. */
export class Origins {
  readonly #places = new WeakMap<object, Origin>();

  mark<T extends object>(node: T, origin: Origin): T {
    this.#places.set(node, origin);
    return node;
  }

  of(node: unknown): Origin | undefined {
    return typeof node === "object" && node !== null ? this.#places.get(node) : undefined;
  }
}
