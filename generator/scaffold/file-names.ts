/** Names of files for operations: kebab case, distinct on every file system, never a word that one of them reserves. */
import { groupBy } from "../group-by.js";
import { hash } from "../hash.js";
import type { Subject } from "./scaffold-plan.js";

/** Names of files that scaffolding writes beside the operations. */
const OURS = new Set(["index", "auth", "context", "testing"]);

/** Windows takes these for devices, whatever their extension. */
const DEVICES = new Set([
  "con",
  "prn",
  "aux",
  "nul",
  ...[..."123456789"].flatMap((digit) => [`com${digit}`, `lpt${digit}`]),
]);

/** Stems by operationId, for all operations of one API, so that adding one later renames none. */
export function fileNames(subjects: readonly Subject[]): ReadonlyMap<string, string> {
  return new Map(
    [...groupBy(subjects, (subject) => [stemOf(subject.operationId), subject])].flatMap(([stem, group]) =>
      group.map(
        ({ operationId }) =>
          [operationId, group.length === 1 ? stem : `${stem}-${shortHash(operationId)}`] as const,
      ),
    ),
  );
}

function stemOf(operationId: string): string {
  const stem = kebab(operationId);
  return OURS.has(stem) || DEVICES.has(stem) ? `${stem}-operation` : stem;
}

/** `getPushRules3PIDs` -> `get-push-rules3-pids`; letters that are not ASCII are kept out of file names. */
export function kebab(text: string): string {
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return words.length === 0 ? `operation-${shortHash(text)}` : words.join("-").slice(0, 80);
}

function shortHash(text: string): string {
  return hash(text).slice(0, 6);
}
