/** Remembers what was computed from what, within a run and from run to run. Forgetting costs time and changes nothing. */
import { createHash } from "node:crypto";
import { fromEntries, get, isArray, isObject, type Json } from "../json.js";
import { CodeCache } from "./code.js";
import type { CacheFolder } from "./folder.js";

export type MemoKind = "file" | "pattern" | "declaration" | "type" | "function";

/** What the stages ask. The default remembers nothing. */
export interface Memo {
  /** What `compute` gives for `input`; `compute` depends on nothing else but the generator itself. */
  readonly recall: (kind: MemoKind, input: () => string, compute: () => string) => string;
  /** The same in two steps, for those who would rather keep the value than its text. */
  readonly peek: (kind: MemoKind, input: string) => string | undefined;
  readonly store: (kind: MemoKind, input: string, text: () => string) => void;
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
type Entry = readonly [text: string, ...parts: string[]];

export class LastingMemo implements Memo {
  readonly #earlier: { readonly [key: string]: Json };
  /** Only what this run has asked for, so that what is no longer needed goes. */
  readonly #used = new Map<string, Entry>();
  readonly #code: CodeCache | undefined;
  /** What the computation that is under way has asked for. */
  #parts: string[] = [];
  #changed = false;

  constructor(earlier: { readonly [key: string]: Json } = {}, code?: CodeCache) {
    this.#earlier = earlier;
    this.#code = code;
  }

  recall(kind: MemoKind, input: () => string, compute: () => string): string {
    const key = keyOf(kind, input());
    const known = this.#find(key);
    if (known !== undefined) return known;
    const outer = this.#parts;
    this.#parts = [];
    const text = compute();
    this.#keep(key, [text, ...this.#parts]);
    this.#parts = [...outer, key];
    return text;
  }

  peek(kind: MemoKind, input: string): string | undefined {
    return this.#find(keyOf(kind, input));
  }

  store(kind: MemoKind, input: string, text: () => string): void {
    const key = keyOf(kind, input);
    this.#parts.push(key);
    this.#keep(key, [text()]);
  }

  load(specifier: string): void {
    this.#code?.load(specifier);
  }

  /** A memo for the next run in the same process. */
  next(): LastingMemo {
    return new LastingMemo(fromEntries(this.#used), this.#code);
  }

  save(cache: CacheFolder, fingerprint: string): void {
    if (this.#changed) cache.write("memo", { fingerprint, entries: fromEntries(this.#used) });
    this.#code?.save();
  }

  #find(key: string): string | undefined {
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
    for (const part of entry.slice(1)) {
      const known = this.#recall(part);
      if (known !== undefined) this.#use(part, known);
    }
  }

  #recall(key: string): Entry | undefined {
    const entry = this.#earlier[key];
    return isEntry(entry) ? entry : undefined;
  }

  #keep(key: string, entry: Entry): void {
    this.#changed = true;
    this.#used.set(key, entry);
  }
}

/** What an earlier run has left; empty when it was another generator's. */
export function openMemo(cache: CacheFolder, fingerprint: string): LastingMemo {
  const stored = cache.read("memo");
  const entries = stored?.fingerprint === fingerprint ? get(stored, "entries") : undefined;
  return new LastingMemo(isObject(entries) ? entries : {}, new CodeCache(cache));
}

/** Whatever became of the file. */
function isEntry(entry: Json | undefined): entry is Entry {
  return isArray(entry) && entry.length > 0 && entry.every((item) => typeof item === "string");
}

function keyOf(kind: MemoKind, input: string): string {
  return `${kind} ${createHash("sha1").update(input).digest("base64")}`;
}
