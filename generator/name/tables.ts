/** The hand-kept tables that a specification needs and does not hold: kinds of events, and better names. */
import { readFileSync } from "node:fs";
import nodePath from "node:path";
import type { Diagnostics } from "../diagnostic.js";
import { isArray, isObject, type Json } from "../json.js";
import { parse } from "../load/read.js";
import type { LoadedSpec } from "../load/types.js";
import type { EventKind } from "../model/types.js";
import { packageRoot } from "../package-root.js";

const KINDS: ReadonlySet<string> = new Set<EventKind>([
  "state",
  "message",
  "ephemeral",
  "roomAccountData",
  "globalAccountData",
  "toDevice",
  "presence",
]);

/** Ours cover every release; a file of the same name in the specification's own folder adds to them. */
export function readEventKinds(
  loaded: LoadedSpec,
  diagnostics: Diagnostics,
): Map<string, readonly EventKind[]> {
  const entries = readTables(loaded, "event-kinds.yaml", diagnostics);
  return new Map(entries.map(([type, kinds]) => [type, isArray(kinds) ? kinds.filter(isKind) : []] as const));
}

/** `more` are the project's own, which win. */
export function readNameOverrides(
  loaded: LoadedSpec,
  diagnostics: Diagnostics,
  more: { readonly [place: string]: string } = {},
): Map<string, string> {
  const overrides = new Map<string, string>();
  for (const [place, name] of [...readTables(loaded, "names.yaml", diagnostics), ...Object.entries(more)]) {
    if (typeof name === "string" && /^\p{Lu}[\p{L}\p{N}]*$/u.test(name)) overrides.set(place, name);
    else diagnostics.report("name/bad-override", `${JSON.stringify(name)} is not a name for ${place}`);
  }
  return overrides;
}

function isKind(kind: Json): kind is EventKind {
  return typeof kind === "string" && KINDS.has(kind);
}

function readTables(loaded: LoadedSpec, file: string, diagnostics: Diagnostics): [string, Json][] {
  const ours = parse(
    file,
    readFileSync(nodePath.join(packageRoot, "schemas", file), "utf8"),
    diagnostics,
  )?.value;
  const theirs = loaded.optional(file)?.value;
  return [ours, theirs].flatMap((table) => (isObject(table) ? Object.entries(table) : []));
}
