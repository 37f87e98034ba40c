/** For each document, the constructs that it has and what was done with them: carried out, said less, refused, or left out. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { groupBy } from "../group-by.js";
import { compare, fromEntries, isObject, type JsonObject } from "../json.js";
import { isHandWritten } from "../load/hand-written.js";
import type { LoadedSpec, SpecFile } from "../load/loaded-spec.js";
import { guessKind, kindAround, kindOf } from "./kinds.js";
import { placeOf, usedPieces } from "./used-pieces.js";
import { count, innermost, type Piece, type Places, type Walked, type WalkOptions, walk } from "./walk.js";

/** How often each construct is met, by its name: `operation.callbacks`, `schema.minLength`. */
export type Counts = { readonly [construct: string]: number };

/** The constructs of one document, by what was done with them. */
export interface DocumentCoverage {
  /** Relative to the specification's folder. */
  readonly file: string;
  readonly carriedOut: Counts;
  /** With a warning at the place. */
  readonly saidLess: Counts;
  /** With an error at the place: nothing is written. */
  readonly refused: Counts;
  /**
   * Nothing is made of them: examples, links, extensions, and what no one knows; components that nothing uses, as one each;
   * operations that the project leaves out; formats that are not asserted.
   */
  readonly leftOut: Counts;
}

export interface CoverageOptions {
  readonly assertFormats?: boolean | undefined;
  /** Places of operations that the project leaves out. */
  readonly leftOut?: readonly { readonly origin: Origin }[];
}

type Fates = ReadonlyMap<string, "warning" | "error">;

export function coverageOf(
  loaded: LoadedSpec,
  diagnostics: Diagnostics,
  { assertFormats = false, leftOut = [] }: CoverageOptions = {},
): DocumentCoverage[] {
  const found = fatesByFile(diagnostics);
  const left = groupBy(leftOut, ({ origin }) => [origin.file, origin.pointer]);
  const documents = loaded.files().filter(({ path, value }) => !isHandWritten(path) && isObject(value));
  const walked = walkAll(documents, (path) => ({
    assertFormats,
    leftOut: new Set(left.get(path)),
    withPlaces: found.has(path),
  }));
  const used = usedPieces(walked);
  return documents.map(({ path }) => coverageIn(path, walked, used, found.get(path) ?? new Map()));
}

/** The severest diagnostic of each place. */
function fatesByFile(diagnostics: Diagnostics): ReadonlyMap<string, Fates> {
  const found = new Map<string, Map<string, "warning" | "error">>();
  for (const { origin, severity } of diagnostics.everything) {
    if (origin === undefined) continue;
    const { file, pointer: at } = origin;
    const places = found.get(file) ?? new Map<string, "warning" | "error">();
    found.set(file, places);
    if (places.get(at) !== "error") places.set(at, severity);
  }
  return found;
}

/** A file that is not a document is read as those take it that refer to it; the kind of others is guessed. */
function walkAll(
  files: readonly SpecFile[],
  optionsOf: (path: string) => WalkOptions,
): ReadonlyMap<string, Walked> {
  const left = new Map(files.map((file) => [file.path, file] as const));
  const walked = new Map<string, Walked>();
  const walkOne = ({ path, value }: SpecFile, kind: string): void => {
    left.delete(path);
    if (!isObject(value)) return;
    const found = walkFile(value, kind, optionsOf(path));
    walked.set(path, found);
    const references = [...found.pieces.values()].flatMap((piece) => [...piece.references]);
    for (const [reference, inner] of references) {
      const { file, pointer: at } = placeOf(reference, path);
      const target = left.get(file);
      const isDocument = target !== undefined && isObject(target.value) && kindOf(target.value) !== undefined;
      if (target !== undefined && !isDocument && !inner.endsWith("schema"))
        walkOne(target, at === "" ? inner : kindAround(at, inner));
    }
  };
  for (const file of files) {
    const kind = isObject(file.value) ? kindOf(file.value) : undefined;
    if (kind !== undefined) walkOne(file, kind);
  }
  for (const file of [...left.values()]) if (isObject(file.value)) walkOne(file, guessKind(file.value));
  return walked;
}

/** By the value of a file. A process that watches has the same value again until the file is edited. */
const remembered = new WeakMap<object, { readonly key: string; readonly walked: Walked }>();

function walkFile(value: JsonObject, kind: string, options: WalkOptions): Walked {
  if (options.withPlaces || options.leftOut.size > 0) return walk(value, kind, options);
  const key = `${kind} ${options.assertFormats}`;
  const known = remembered.get(value);
  if (known?.key === key) return known.walked;
  const walked = walk(value, kind, options);
  remembered.set(value, { key, walked });
  return walked;
}

function coverageIn(
  file: string,
  walked: ReadonlyMap<string, Walked>,
  used: ReadonlySet<Piece>,
  found: Fates,
): DocumentCoverage {
  const { pieces, places }: Walked = walked.get(file) ?? { pieces: new Map(), places: new Map() };
  const { carriedOut, leftOut } = countPieces([...pieces.values()], used);
  const saidLess = new Map<string, number>();
  const refused = new Map<string, number>();
  for (const [at, severity] of found) {
    const name = constructAt(at, places, used);
    count(severity === "error" ? refused : saidLess, name);
    takeOne(name, [carriedOut, leftOut]);
  }
  return {
    file,
    carriedOut: sorted(carriedOut),
    saidLess: sorted(saidLess),
    refused: sorted(refused),
    leftOut: sorted(leftOut),
  };
}

/** Constructs by the walk alone; a piece that nothing refers to counts as one that is left out. */
function countPieces(
  pieces: readonly Piece[],
  used: ReadonlySet<Piece>,
): { readonly carriedOut: Map<string, number>; readonly leftOut: Map<string, number> } {
  const counts = { carriedOut: new Map<string, number>(), leftOut: new Map<string, number>() };
  for (const piece of pieces.filter((each) => used.has(each)))
    for (const fate of ["carriedOut", "leftOut"] as const)
      for (const [name, times] of piece[fate]) count(counts[fate], name, times);
  for (const piece of pieces) if (!used.has(piece)) count(counts.leftOut, unusedName(piece));
  return counts;
}

function constructAt(at: string, places: Places, used: ReadonlySet<Piece>): string {
  const place = innermost(at, places);
  if (place === undefined) return "document";
  return used.has(place.piece) ? place.name : unusedName(place.piece);
}

function unusedName({ shelf }: Piece): string {
  return `${shelf ?? "document"} (unused)`;
}

/** Takes a construct out of the first of the counts that has it. */
function takeOne(name: string, all: readonly Map<string, number>[]): void {
  const counts = all.find((each) => each.has(name));
  const others = (counts?.get(name) ?? 0) - 1;
  if (others > 0) counts?.set(name, others);
  else counts?.delete(name);
}

function sorted(counts: ReadonlyMap<string, number>): Counts {
  return fromEntries([...counts].sort(([a], [b]) => compare(a, b)));
}
