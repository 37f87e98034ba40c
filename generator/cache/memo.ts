/** Remembers what was computed from what, within a run and from run to run. Forgetting costs time and changes nothing. */
import { hash } from "node:crypto";
import { fromEntries, get, isArray, isObject, type Json, type JsonObject } from "../json.js";
import type { CacheFolder } from "./folder.js";

export type MemoKind = "file" | "pattern" | "declaration" | "function";

/** The memo that stages use. The default remembers nothing. */
export interface Memo {
  /** Result of `compute` for `input`; `compute` may depend on nothing but `input` and the generator itself. */
  readonly recall: (kind: MemoKind, input: () => string, compute: () => string) => string;
  /** The same in two steps, for those who would rather keep the value than its text. */
  readonly peek: (kind: MemoKind, input: () => string) => Json | undefined;
  readonly store: (kind: MemoKind, input: () => string, value: () => Json) => void;
}

export const FORGETFUL: Memo = {
  recall: (_, __, compute) => compute(),
  peek: () => undefined,
  store: () => {},
};

/** The computed value, then the keys of the entries that it used. */
type Entry = readonly [value: Json, ...parts: string[]];

/** Entries added by an edit go to a file of their own while they are few beside the rest. */
const MAX_RECENT = 500;

interface Stored {
  readonly bulk: boolean;
  readonly recent: JsonObject;
}

export class LastingMemo implements Memo {
  /** Entries of earlier runs: the main file, then the additions. */
  readonly #earlier: readonly JsonObject[];
  /** State of the files in the cache: whether the main file exists, and the additions. */
  #stored: Stored;
  /** Only entries that this run used, so that unused ones are removed. */
  readonly #used = new Map<string, Entry>();
  /** Entries used by the computation under way. */
  #parts: string[] = [];
  /** Entries that are not in the cache yet. */
  readonly #fresh: Map<string, Entry>;

  constructor(
    earlier: readonly JsonObject[] = [],
    fresh: ReadonlyMap<string, Entry> = new Map(),
    stored: Stored = { bulk: earlier.length > 0, recent: earlier[1] ?? {} },
  ) {
    this.#earlier = earlier;
    this.#fresh = new Map(fresh);
    this.#stored = stored;
  }

  /** Whether there were no earlier runs. */
  get isEmpty(): boolean {
    return this.#earlier.length === 0;
  }

  recall(kind: MemoKind, input: () => string, compute: () => string): string {
    const key = keyOf(kind, input());
    const known = this.#find(key);
    if (typeof known === "string") return known;
    const outer = this.#parts;
    this.#parts = [];
    const text = compute();
    this.#keep(key, [text, ...this.#parts]);
    outer.push(key);
    this.#parts = outer;
    return text;
  }

  peek(kind: MemoKind, input: () => string): Json | undefined {
    return this.#find(keyOf(kind, input()));
  }

  store(kind: MemoKind, input: () => string, value: () => Json): void {
    const key = keyOf(kind, input());
    this.#parts.push(key);
    this.#keep(key, [value()]);
  }

  /** A memo for the next run in the same process, which saves what this one has not. */
  next(): LastingMemo {
    const fresh = [...this.#fresh].filter(([key]) => this.#used.has(key));
    return new LastingMemo([fromEntries(this.#used)], new Map(fresh), this.#stored);
  }

  /** Once it has run. */
  save(cache: CacheFolder, fingerprint: string): void {
    const { bulk, recent } = this.#stored;
    const later = { ...recent, ...fromEntries(this.#fresh) };
    if (bulk && Object.keys(later).length <= MAX_RECENT) {
      if (this.#fresh.size > 0) cache.write("memo-recent", { fingerprint, entries: later });
      this.#stored = { bulk, recent: later };
    } else {
      cache.write("memo", { fingerprint, entries: fromEntries(this.#used) });
      cache.write("memo-recent", { fingerprint, entries: {} });
      this.#stored = { bulk: true, recent: {} };
    }
    this.#fresh.clear();
  }

  #find(key: string): Json | undefined {
    const known = this.#used.get(key) ?? this.#recall(key);
    if (known === undefined) return undefined;
    this.#parts.push(key);
    this.#use(key, known);
    return known[0];
  }

  /** Parts of a result stay as long as the result: an edit may need them again. */
  #use(key: string, entry: Entry): void {
    if (this.#used.has(key)) return;
    this.#used.set(key, entry);
    const [, ...parts] = entry;
    for (const part of parts) {
      const known = this.#recall(part);
      if (known !== undefined) this.#use(part, known);
    }
  }

  #recall(key: string): Entry | undefined {
    for (const entries of this.#earlier) {
      const entry = entries[key];
      if (isEntry(entry)) return entry;
    }
    return undefined;
  }

  #keep(key: string, entry: Entry): void {
    this.#fresh.set(key, entry);
    this.#used.set(key, entry);
  }
}

/** Entries left by an earlier run; empty if another version of the generator wrote them. */
export function openMemo(cache: CacheFolder, fingerprint: string): LastingMemo {
  const earlier = ["memo", "memo-recent"].map((name) => {
    const stored = cache.read(name);
    const entries = stored?.fingerprint === fingerprint ? get(stored, "entries") : undefined;
    return isObject(entries) ? entries : undefined;
  });
  const [bulk, recent = {}] = earlier;
  return new LastingMemo(bulk === undefined ? [] : [bulk, recent]);
}

/** Whatever became of the file. */
function isEntry(entry: Json | undefined): entry is Entry {
  return (
    isArray(entry) && entry.length > 0 && entry.every((item, at) => at === 0 || typeof item === "string")
  );
}

function keyOf(kind: MemoKind, input: string): string {
  return `${kind} ${hash("sha1", input, "base64")}`;
}
