/** For each document, the constructs that it has and what was done with them: carried out, said less, refused, or left out. */
import type { Diagnostics } from "../diagnostic.js";
import { compare, fromEntries, isArray, isObject, type Json, type JsonObject } from "../json.js";
import type { LoadedSpec, SpecFile } from "../load/loaded-spec.js";
import { ASSERTIONS, SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "../lower/keywords.js";
import { pointer } from "../pointer.js";
import { ANNOTATIONS, LEFT_OUT, OBJECTS } from "./constructs.js";

/** How often each construct is met, by its name: `operation.callbacks`, `schema.minLength`. */
export type Counts = { readonly [construct: string]: number };

export interface DocumentCoverage {
  /** Relative to the specification's folder. */
  readonly file: string;
  readonly carriedOut: Counts;
  /** With a warning at the place. */
  readonly saidLess: Counts;
  /** With an error at the place: nothing is written. */
  readonly refused: Counts;
  /** Nothing is made of them: examples, links, extensions, and what no one knows. */
  readonly leftOut: Counts;
}

/** Hand-written tables beside the specification. */
const TABLES = /^(?:overlays\/|(?:names|event-kinds|departures)\.ya?ml$)/;

export function coverageOf(loaded: LoadedSpec, diagnostics: Diagnostics): DocumentCoverage[] {
  const found = new Map<string, Map<string, "warning" | "error">>();
  for (const { origin, severity } of diagnostics.everything) {
    if (origin === undefined) continue;
    const { file, pointer: at } = origin;
    const places = found.get(file) ?? new Map<string, "warning" | "error">();
    found.set(file, places);
    if (places.get(at) !== "error") places.set(at, severity);
  }
  return loaded
    .files()
    .filter(({ path, value }) => !TABLES.test(path) && isObject(value))
    .map((file) => coverageIn(file, found.get(file.path)));
}

/** By the value of a file without diagnostics. A process that watches has the same value again until the file is edited. */
const counted = new WeakMap<object, DocumentCoverage>();

function coverageIn(
  file: SpecFile,
  found: ReadonlyMap<string, "warning" | "error"> | undefined,
): DocumentCoverage {
  if (found !== undefined || !isObject(file.value)) return new Walk(file, found ?? new Map()).coverage();
  const known = counted.get(file.value) ?? new Walk(file, new Map()).coverage();
  counted.set(file.value, known);
  return { ...known, file: file.path };
}

class Walk {
  readonly #file: SpecFile;
  readonly #found: ReadonlyMap<string, "warning" | "error">;
  readonly #counts = {
    carriedOut: new Map(),
    saidLess: new Map(),
    refused: new Map(),
    leftOut: new Map(),
  } as const satisfies {
    readonly [key: string]: Map<string, number>;
  };
  /** Constructs by place, only where a diagnostic may be about one. */
  readonly #places = new Map<string, string>();
  readonly #left: { readonly value: Json; readonly kind: string; readonly at: string }[] = [];

  constructor(file: SpecFile, found: ReadonlyMap<string, "warning" | "error">) {
    this.#file = file;
    this.#found = found;
  }

  coverage(): DocumentCoverage {
    const { value, path } = this.#file;
    if (isObject(value)) this.#left.push({ value, kind: rootKind(value), at: "" });
    for (let next = this.#left.pop(); next !== undefined; next = this.#left.pop())
      this.#visit(next.value, next.kind, next.at);
    for (const [at, severity] of this.#found) this.#blame(at, severity === "error" ? "refused" : "saidLess");
    const { carriedOut, saidLess, refused, leftOut } = this.#counts;
    return {
      file: path,
      carriedOut: sorted(carriedOut),
      saidLess: sorted(saidLess),
      refused: sorted(refused),
      leftOut: sorted(leftOut),
    };
  }

  #visit(value: Json, kind: string, at: string): void {
    const list = kind.startsWith("{}") || kind.startsWith("[]") ? kind.slice(0, 2) : undefined;
    const inner = list === undefined ? "" : kind.slice(2);
    if (list === "[]" && isArray(value)) {
      for (const [index, item] of value.entries()) this.#push(item, inner, at, String(index));
      return;
    }
    if (!isObject(value)) return;
    for (const [member, child] of Object.entries(value)) {
      if (list === "{}" || kind === "callback")
        this.#push(child, list === "{}" ? inner : "path item", at, member);
      else this.#member(child, kind, member, at);
    }
  }

  #member(value: Json, kind: string, member: string, at: string): void {
    const name = `${kind}.${member}`;
    const members = OBJECTS[kind];
    const own = members !== undefined && Object.hasOwn(members, member) ? members[member] : undefined;
    // Swagger 2.0 writes a schema's keywords on parameters and headers.
    const inner =
      own ??
      (kind === "schema" || kind === "parameter" || kind === "header" ? keywordKind(member) : undefined);
    const known = inner !== undefined && !LEFT_OUT.has(name);
    count(
      known ? this.#counts.carriedOut : this.#counts.leftOut,
      known ? name : member.startsWith("x-") ? `${kind}.x-…` : name,
    );
    if (this.#found.size > 0) this.#places.set(at + pointer(member), name);
    if (inner !== undefined && inner !== "value") this.#push(value, inner, at, member);
  }

  #push(value: Json, kind: string, at: string, member: string): void {
    if (isObject(value) || isArray(value))
      this.#left.push({ value, kind, at: this.#found.size > 0 ? at + pointer(member) : "" });
  }

  /** The nearest construct around the place is what the diagnostic is about. */
  #blame(at: string, fate: "saidLess" | "refused"): void {
    let place = at;
    while (place !== "" && !this.#places.has(place)) place = place.slice(0, place.lastIndexOf("/"));
    const name = this.#places.get(place) ?? "document";
    count(this.#counts[fate], name);
    for (const counts of [this.#counts.carriedOut, this.#counts.leftOut]) {
      const others = counts.get(name) ?? 0;
      if (others > 1) counts.set(name, others - 1);
      else counts.delete(name);
      if (others > 0) return;
    }
  }
}

function rootKind(value: JsonObject): string {
  if (value.openapi !== undefined || value.swagger !== undefined) return "document";
  // A file may hold one schema, or several by name.
  return Object.keys(value).some((key) => keywordKind(key) !== undefined) ? "schema" : "{}schema";
}

function keywordKind(keyword: string): string | undefined {
  if (SCHEMA_KEYWORDS.has(keyword)) return "schema";
  if (SCHEMA_LIST_KEYWORDS.has(keyword)) return "[]schema";
  if (SCHEMA_MAP_KEYWORDS.has(keyword)) return "{}schema";
  return ASSERTIONS.has(keyword) || ANNOTATIONS.has(keyword) ? "value" : undefined;
}

/** Odd names come from documents: a long one is cut. */
function count(counts: Map<string, number>, name: string): void {
  const short = name.length > 80 ? `${name.slice(0, 79)}…` : name;
  counts.set(short, (counts.get(short) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Counts {
  return fromEntries([...counts].sort(([a], [b]) => compare(a, b)));
}
