/** Says when something changed in a folder or a file, once for edits that come together. */
import { type FSWatcher, watch } from "node:fs";
import nodePath from "node:path";

/** Editors write a file in several steps, and a checkout writes hundreds. In milliseconds. */
const QUIET = 40;

export interface Watching {
  /** Resolves with the paths that changed since the last call, as far as they are known; undefined when closed. */
  readonly next: () => Promise<ReadonlySet<string> | undefined>;
  readonly close: () => void;
}

/** `file` is a single file beside the folder, such as the configuration. */
export function watchFolder(folder: string, file: string | undefined): Watching {
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let wake: (() => void) | undefined;
  const ready = (): void => {
    timer = undefined;
    wake?.();
  };
  const note = (path: string): void => {
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(ready, QUIET);
  };
  const watchers: FSWatcher[] = [
    watch(folder, { recursive: true }, (_, name) => {
      if (name === null || isRelevant(name)) note(name ?? "");
    }),
  ];
  // The folder of the file and not the file: editors replace it, and a watch would stay with the old one.
  if (file !== undefined)
    watchers.push(
      watch(nodePath.dirname(file), (_, name) => {
        if (name === nodePath.basename(file)) note(file);
      }),
    );
  // A folder that goes away for a moment, as in a checkout, is no reason to stop.
  for (const watcher of watchers) watcher.on("error", () => note(""));
  return {
    next: async () => {
      while (!closed && (changed.size === 0 || timer !== undefined))
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const result = changed;
      changed = new Set();
      return closed ? undefined : result;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      wake?.();
    },
  };
}

function isRelevant(name: string): boolean {
  return [".yaml", ".yml", ".json"].includes(nodePath.extname(name)) || nodePath.extname(name) === "";
}
