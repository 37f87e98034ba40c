/** The hand-kept tables that come with the package: kinds of events, and names of types. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CORE_SCHEMA, load } from "js-yaml";
import type { EventKinds } from "../model/events.js";
import type { EventKind } from "../model/types.js";
import type { NameOverrides } from "../name/parties.js";

const KINDS: ReadonlySet<string> = new Set<EventKind>([
  "state",
  "message",
  "ephemeral",
  "roomAccountData",
  "globalAccountData",
  "toDevice",
  "presence",
]);

export function readEventKinds(): EventKinds {
  const entries = readTable("event-kinds.yaml").map(([type, kinds]): [string, EventKind[]] => [
    type,
    Array.isArray(kinds) ? kinds.filter(isKind) : [],
  ]);
  return new Map(entries);
}

function isKind(kind: unknown): kind is EventKind {
  return typeof kind === "string" && KINDS.has(kind);
}

export function readNameOverrides(): NameOverrides {
  return new Map(readTable("names.yaml").map(([id, name]) => [id, String(name)]));
}

/** The package's `schemas` folder stands at its root, whether this file runs from the sources or from `dist`. */
function readTable(name: string): [string, unknown][] {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, "schemas", name))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`schemas/${name} is missing from the package`);
    folder = parent;
  }
  const table = load(readFileSync(path.join(folder, "schemas", name), "utf8"), { schema: CORE_SCHEMA });
  return Object.entries(Object(table));
}
