/** Collects what a run would do; nothing of it happens before all of it is known. */
import { existsSync } from "node:fs";
import nodePath from "node:path";
import { compare } from "../json.js";
import type { MarkedFile } from "./existing.js";
import type { FileChange, ScaffoldPlan } from "./scaffold-plan.js";

export class Outcome {
  readonly #root: string;
  readonly #changes = new Map<string, FileChange>();
  readonly #problems: string[];
  readonly notes: string[] = [];
  readonly gone: { id: string; path: string }[] = [];
  readonly renamed: { from: string; to: string; path: string }[] = [];
  operations = 0;

  constructor(root: string, problems: readonly string[]) {
    this.#root = root;
    this.#problems = [...problems];
  }

  absolute(path: string): string {
    return nodePath.join(this.#root, path);
  }

  folderOf(path: string): string {
    return nodePath.dirname(this.absolute(path));
  }

  /** A file that does not exist yet; an existing file without a mark belongs to the user. */
  create(path: string, after: string): void {
    if (existsSync(this.absolute(path)))
      this.#problems.push(`${path} is there already, and nothing in it says that knockgen wrote it`);
    else this.#changes.set(path, { path, after });
  }

  update({ path, text, bom }: MarkedFile, after: string): void {
    if (after !== text) this.#changes.set(path, { path, before: bom + text, after: bom + after });
  }

  exists(path: string): boolean {
    return existsSync(this.absolute(path));
  }

  plan(): ScaffoldPlan {
    const changes = [...this.#changes.values()].sort((a, b) => compare(a.path, b.path));
    const { gone, renamed, notes, operations } = this;
    return {
      changes: this.#problems.length > 0 ? [] : changes,
      gone,
      renamed,
      notes,
      operations,
      problems: this.#problems,
    };
  }
}
