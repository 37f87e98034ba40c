/** Says when files changed, once for edits that come together. */
import { type Dirent, type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import nodePath from "node:path";

/** Editors write a file in several steps, and a checkout writes hundreds. In milliseconds. */
const QUIET = 40;

export interface Watching {
  /** Resolves with the paths that changed since the last call; undefined when closed. */
  readonly next: () => Promise<ReadonlySet<string> | undefined>;
  readonly close: () => void;
}

/**
 * Events only say that it is time to look, since names in them are of an editor's temporary files as often as not. Each
 * folder has a watch of its own: the runtime's recursive one loses files that are replaced. `beside` gives
 * single files, absolute, such as the configuration; they may become others.
 */
export function watchFolder(folder: string, beside: () => readonly string[]): Watching {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let pending = false;
  let wake: (() => void) | undefined;
  const note = (): void => {
    pending = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      wake?.();
    }, QUIET);
  };
  const follow = (folders: ReadonlySet<string>): void => {
    for (const [path, watcher] of watchers)
      if (!folders.has(path)) {
        watcher.close();
        watchers.delete(path);
      }
    for (const path of folders) if (!watchers.has(path)) open(path, watchers, note);
  };
  const look = (): Snapshot => {
    const found = snapshot(folder, beside());
    follow(found.folders);
    // A second look: what came into a new folder before it was watched.
    return found.folders.size === watchers.size ? found : snapshot(folder, beside());
  };
  let last = look();
  return {
    next: async () => {
      while (!closed) {
        if (pending && timer === undefined) {
          pending = false;
          const now = look();
          const changed = difference(last.files, now.files);
          last = now;
          if (changed.size > 0) return changed;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return undefined;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      follow(new Set());
      wake?.();
    },
  };
}

function open(path: string, watchers: Map<string, FSWatcher>, note: () => void): void {
  try {
    const watcher = watch(path, note);
    // A folder that goes away, as in a checkout, does not end the watch.
    watcher.on("error", () => {
      watcher.close();
      watchers.delete(path);
      note();
    });
    watchers.set(path, watcher);
  } catch {
    // Gone already; the event of its parent has said so.
  }
}

interface Snapshot {
  readonly folders: ReadonlySet<string>;
  /** Time and size by path. */
  readonly files: ReadonlyMap<string, string>;
}

function snapshot(root: string, beside: readonly string[]): Snapshot {
  const folders = new Set<string>();
  const files = new Map<string, string>();
  const visit = (folder: string, relative: string): void => {
    folders.add(folder);
    for (const entry of entriesOf(folder)) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const path = nodePath.join(folder, entry.name);
      const name = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) visit(path, name);
      else if (/\.(?:ya?ml|json)$/.test(entry.name)) files.set(name, stateOf(path));
    }
  };
  visit(root, "");
  for (const file of beside) {
    folders.add(nodePath.dirname(file));
    files.set(file, stateOf(file));
  }
  return { folders, files };
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.mtimeMs} ${found.size} ${found.ino}`;
}

function difference(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Set<string> {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return new Set([...paths].filter((path) => before.get(path) !== after.get(path)));
}
