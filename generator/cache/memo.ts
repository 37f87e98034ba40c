/** Remembers what was computed from what, within a run and from run to run. Forgetting costs time and changes nothing. */
import { hash } from "node:crypto";
import { fromEntries, get, isArray, isObject, type Json, type JsonObject } from "../json.js";
import { CodeCache } from "./code.js";
import type { CacheFolder } from "./folder.js";

export type MemoKind = "file" | "pattern" | "declaration" | "type" | "function";

/** What the stages ask. The default remembers nothing. */
export interface Memo {
  /** What `compute` gives for `input`; `compute` depends on nothing else but the generator itself. */
  readonly recall: (kind: MemoKind, input: () => string, compute: () => string) => string;
  /** The same in two steps, for those who would rather keep the value than its text. */
  readonly peek: (kind: MemoKind, input: string) => Json | undefined;
  readonly store: (kind: MemoKind, input: string, value: Json) => void;
  /** Loads a large CommonJS package, as it was compiled before; a `require` would do the same, later. */
  readonly load: (specifier: string) => void;
}

export const FORGETFUL: Memo = {
  recall: (_, __, compute) => compute(),
  peek: () => undefined,
  store: () => {},
  load: () => {},
};

/** What was computed, then the keys of what was asked for on the way. */
type Entry = readonly [value: Json, ...parts: string[]];

/** What an edit adds is written to a file of its own, as long as it is little beside the rest. */
const MAX_RECENT = 500;

interface Stored {
  readonly bulk: boolean;
  readonly recent: JsonObject;
}

export class LastingMemo implements Memo {
  /** What earlier runs have left: the bulk, then what came later. */
  readonly #earlier: readonly JsonObject[];
  /** What of it lies in the cache: the bulk at all, and what came later. */
  #stored: Stored;
  /** Only what this run has asked for, so that what is no longer needed goes. */
  readonly #used = new Map<string, Entry>();
  readonly #code: CodeCache | undefined;
  /** What the computation that is under way has asked for. */
  #parts: string[] = [];
  /** What the cache does not have yet. */
  readonly #fresh: Map<string, Entry>;

  constructor(
    earlier: readonly JsonObject[] = [],
    code?: CodeCache,
    fresh: ReadonlyMap<string, Entry> = new Map(),
    stored: Stored = { bulk: earlier.length > 0, recent: earlier[1] ?? {} },
  ) {
    this.#earlier = earlier;
    this.#code = code;
    this.#fresh = new Map(fresh);
    this.#stored = stored;
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

  peek(kind: MemoKind, input: string): Json | undefined {
    return this.#find(keyOf(kind, input));
  }

  store(kind: MemoKind, input: string, value: Json): void {
    const key = keyOf(kind, input);
    this.#parts.push(key);
    this.#keep(key, [value]);
  }

  load(specifier: string): void {
    this.#code?.load(specifier);
  }

  /** A memo for the next run in the same process, which saves what this one has not. */
  next(): LastingMemo {
    const fresh = [...this.#fresh].filter(([key]) => this.#used.has(key));
    return new LastingMemo([fromEntries(this.#used)], this.#code, new Map(fresh), this.#stored);
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
    this.#code?.save();
  }

  #find(key: string): Json | undefined {
    const known = this.#used.get(key) ?? this.#recall(key);
    if (known === undefined) return undefined;
    this.#parts.push(key);
    this.#use(key, known);
    return known[0];
  }

  /** What a result was made of stays as long as the result: an edit may need the parts again. */
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

/** What an earlier run has left; empty when it was another generator's. */
export function openMemo(cache: CacheFolder, fingerprint: string): LastingMemo {
  const earlier = ["memo", "memo-recent"].map((name) => {
    const stored = cache.read(name);
    const entries = stored?.fingerprint === fingerprint ? get(stored, "entries") : undefined;
    return isObject(entries) ? entries : undefined;
  });
  const [bulk, recent = {}] = earlier;
  return new LastingMemo(bulk === undefined ? [] : [bulk, recent], new CodeCache(cache));
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
