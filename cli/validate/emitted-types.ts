/** Finds a type by name in what was generated, and says what else may have been meant. */
import { readFileSync } from "node:fs";
import nodePath from "node:path";
import { type Manifest, namesOfEvent, namesOfOperation } from "#generator/emit/manifest.js";
import { nearNames } from "#generator/near-names.js";

const AT_MOST = 4;

export interface FoundType {
  readonly name: string;
  readonly module: string;
  /** For events and their contents: the `type` that they have. */
  readonly event?: string;
}

/** Every type that has a check: the manifest lists them by operation, by event, and the rest. */
export function typesOf(folder: string): FoundType[] {
  const manifest: Manifest = JSON.parse(readFileSync(nodePath.join(folder, "manifest.json"), "utf8"));
  const operations = manifest.operations.flatMap((operation) =>
    namesOfOperation(operation).map(({ type }) => ({ name: type, module: operation.api })),
  );
  const events = manifest.events.flatMap((event) =>
    namesOfEvent(event).map(({ type }) => ({ name: type, module: "events", event: event.type })),
  );
  return [...operations, ...events, ...manifest.types.map(({ type, module }) => ({ name: type, module }))];
}

/** Names like the one that was asked for: those of an event of that type, and then the nearest. */
export function similarNames(asked: string, types: readonly FoundType[]): string[] {
  const ofEvent = types.filter(({ event }) => event === asked).map(({ name }) => name);
  const names = types.map(({ name }) => name);
  return [...new Set([...ofEvent, ...nearNames(asked.slice(asked.indexOf("/") + 1), names)])].slice(
    0,
    AT_MOST,
  );
}
