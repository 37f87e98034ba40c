/** Finds a type by name in what was generated, and says what else may have been meant. */
import { readFileSync } from "node:fs";
import nodePath from "node:path";
import type { Manifest } from "#generator/emit/manifest.js";

export interface FoundType {
  readonly name: string;
  readonly module: string;
  /** For events and their contents: the `type` that they have. */
  readonly event?: string;
}

/** Every type that has a check: the manifest lists them by operation, by event, and the rest. */
export function typesOf(folder: string): FoundType[] {
  const manifest: Manifest = JSON.parse(readFileSync(nodePath.join(folder, "manifest.json"), "utf8"));
  const operations = manifest.operations.flatMap(
    ({ api, names: { path, query, headers, requestBody, responses } }) =>
      [path, query, headers, requestBody, ...Object.values(responses)].flatMap((name) =>
        name ? [{ name: name.type, module: api }] : [],
      ),
  );
  const events = manifest.events.flatMap(({ type, names: { event, content } }) =>
    [event, content].flatMap((name) => (name ? [{ name: name.type, module: "events", event: type }] : [])),
  );
  return [...operations, ...events, ...manifest.types.map(({ type, module }) => ({ name: type, module }))];
}

const AT_MOST = 4;

/** Names like the one that was asked for, the nearest first. */
export function similarNames(asked: string, types: readonly FoundType[]): string[] {
  const ofEvent = types.filter(({ event }) => event === asked);
  const wanted = letters(asked.slice(asked.indexOf("/") + 1));
  const near = types
    .map(({ name }) => ({ name, distance: distance(wanted, letters(name)) }))
    .filter(({ distance }) => distance <= Math.max(2, wanted.length / 4))
    .sort((a, b) => a.distance - b.distance);
  const around = types.filter(
    ({ name }) => wanted.length > 2 && (letters(name).includes(wanted) || wanted.includes(letters(name))),
  );
  return [...new Set([...ofEvent, ...near, ...around].map(({ name }) => name))].slice(0, AT_MOST);
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
