/** Operations that a project leaves out: by an ID, a path or a tag. They are listed in the manifest, and nothing else is made of them. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { getArray, type JsonObject } from "../json.js";
import { matchesGlob } from "../matches-glob.js";
import { didYouMean } from "../near-names.js";

export interface LeftOutOperation {
  readonly api: string;
  readonly operationId: string;
  readonly method: string;
  /** As the description writes it. */
  readonly path: string;
  readonly origin: Origin;
}

/** Entries are IDs of operations, paths, and tags as `tag:NAME`; `*` stands for any text. */
export class LeaveOut {
  readonly operations: LeftOutOperation[] = [];
  readonly #entries: readonly string[];
  readonly #unused: Set<string>;
  readonly #known = new Set<string>();

  constructor(entries: readonly string[]) {
    this.#entries = entries;
    this.#unused = new Set(entries);
  }

  /** Whether an entry names the operation, which is then listed. */
  takes(operation: JsonObject, known: LeftOutOperation): boolean {
    if (this.#entries.length === 0) return false;
    const tags = getArray(operation, "tags").map((tag) => `tag:${String(tag)}`);
    const names = [known.operationId, known.path, ...tags];
    for (const name of names) this.#known.add(name);
    const matching = this.#entries.filter((entry) => names.some((name) => matchesGlob(entry, name)));
    for (const entry of matching) this.#unused.delete(entry);
    if (matching.length > 0) this.operations.push(known);
    return matching.length > 0;
  }

  /** An entry that names nothing is a slip, or of an earlier release. */
  reportUnused(diagnostics: Diagnostics): void {
    for (const entry of this.#unused)
      diagnostics.report(
        "model/unknown-operation",
        `no operation has the ID, the path or the tag ${entry}, which is to be left out${didYouMean(entry, this.#known)}`,
      );
  }
}
