/** The hand-kept tables that a specification needs and does not hold: kinds of events, and better names. */
import { readFileSync } from "node:fs";
import nodePath from "node:path";
import type { Diagnostics, Origin } from "../diagnostic.js";
import { type EventKind, isEventKind } from "../event-kinds.js";
import { isArray, isObject, type Json } from "../json.js";
import { TABLES } from "../load/hand-written.js";
import type { LoadedSpec } from "../load/loaded-spec.js";
import { parse } from "../load/read.js";
import { didYouMean } from "../near-names.js";
import { ownSpec } from "../package-root.js";
import { pointer } from "../pointer.js";

/** Ours cover every release; a file of the same name in the specification's own folder adds to them. */
export function readEventKinds(
  loaded: LoadedSpec,
  diagnostics: Diagnostics,
): Map<string, readonly EventKind[]> {
  const kinds = new Map<string, readonly EventKind[]>();
  for (const { place, value, origin } of readTables(loaded, TABLES.kinds, diagnostics)) {
    const list = isArray(value) ? value : [value];
    const wrong = list.find((kind) => !isEventKind(kind));
    if (!isArray(value) || wrong !== undefined)
      diagnostics.report(
        "name/bad-kind",
        isArray(value)
          ? `${JSON.stringify(wrong)} is not a kind of event, for ${place}`
          : `the kinds of ${place} must be a list`,
        origin,
      );
    kinds.set(place, list.filter(isEventKind));
  }
  return kinds;
}

/** `more` are the project's own, which win. */
export function readNameOverrides(
  loaded: LoadedSpec,
  diagnostics: Diagnostics,
  more: { readonly [place: string]: string } = {},
): Map<string, string> {
  const overrides = new Map<string, string>();
  const configured = Object.entries(more).map(([place, value]): Entry => ({ place, value }));
  for (const { place, value, origin } of [...readTables(loaded, TABLES.names, diagnostics), ...configured]) {
    if (typeof value === "string" && /^\p{Lu}[\p{L}\p{N}]*$/u.test(value)) overrides.set(place, value);
    else
      diagnostics.report("name/bad-override", `${JSON.stringify(value)} is not a name for ${place}`, origin);
  }
  return overrides;
}

/** Places and types that entries may be about. */
export interface Described {
  readonly places: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
}

/** Entries about nothing that there is. Ours cover many releases, so that only a project's own are meant; those of a file that was not read may be right. */
export function checkTables(
  loaded: LoadedSpec,
  { places, types }: Described,
  diagnostics: Diagnostics,
  more: { readonly [place: string]: string } = {},
): void {
  const configured = Object.keys(more).map((place): Entry => ({ place, value: null }));
  for (const { place, origin } of [...readTheirs(loaded, TABLES.names, diagnostics), ...configured])
    if (!places.has(place))
      diagnostics.report(
        "name/unknown-place",
        `nothing that has a name is at ${place}${didYouMean(place, places)}`,
        origin,
      );
  for (const { place: type, origin } of readTheirs(loaded, TABLES.kinds, diagnostics))
    if (!types.has(type))
      diagnostics.report(
        "name/unknown-event",
        `no event of the type ${type} is described${didYouMean(type, types)}`,
        origin,
      );
}

interface Entry {
  readonly place: string;
  readonly value: Json;
  readonly origin?: Origin;
}

function readTables(loaded: LoadedSpec, file: string, diagnostics: Diagnostics): Entry[] {
  const ours = readOurs(file, diagnostics);
  const table = loaded.optional(file)?.value;
  const twin = file.replace(/yaml$/, "yml");
  if (loaded.optional(twin) !== undefined)
    diagnostics.report("name/bad-table", `${twin} is not read; the table is ${file}`, {
      file: twin,
      pointer: "",
    });
  if (table !== undefined && table !== null && !isObject(table))
    diagnostics.report("name/bad-table", `${file} must be a map`, { file, pointer: "" });
  return [...ours, ...entriesOf(table, file)];
}

function readOurs(file: string, diagnostics: Diagnostics): Entry[] {
  const text = readFileSync(nodePath.join(ownSpec, file), "utf8");
  return entriesOf(parse(file, text, diagnostics)?.value);
}

/** Without a copy of ours, which says no more than ours. */
function readTheirs(loaded: LoadedSpec, file: string, diagnostics: Diagnostics): Entry[] {
  const theirs = entriesOf(loaded.optional(file)?.value, file);
  const ours = theirs.length === 0 ? [] : readOurs(file, diagnostics);
  const known = new Map(ours.map(({ place, value }) => [place, JSON.stringify(value)] as const));
  return theirs.filter(({ place, value }) => known.get(place) !== JSON.stringify(value));
}

function entriesOf(table: Json | undefined, file?: string): Entry[] {
  if (!isObject(table)) return [];
  return Object.entries(table).map(([place, value]) => ({
    place,
    value,
    ...(file !== undefined && { origin: { file, pointer: pointer(place) } }),
  }));
}
