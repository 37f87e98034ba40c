/** Remembers what was computed from what, within a run and from run to run. Forgetting costs time and changes nothing. */
import { createHash } from "node:crypto";
import { isObject, type JsonObject } from "../json.js";
import { CodeCache } from "./code.js";
import type { CacheFolder } from "./folder.js";

export type MemoKind = "file" | "pattern" | "type" | "function";

/** What the stages ask. The default remembers nothing. */
export interface Memo {
  /** What `compute` gives for `input`; `compute` depends on nothing else but the generator itself. */
  readonly recall: (kind: MemoKind, input: string, compute: () => string) => string;
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

export class LastingMemo implements Memo {
  readonly #earlier: JsonObject;
  /** Only what this run has asked for, so that what is no longer needed goes. */
  readonly #used = new Map<string, string>();
  readonly #code: CodeCache | undefined;
  #changed = false;

  constructor(earlier: JsonObject = {}, code?: CodeCache) {
    this.#earlier = earlier;
    this.#code = code;
  }

  recall(kind: MemoKind, input: string, compute: () => string): string {
    const known = this.peek(kind, input);
    if (known !== undefined) return known;
    const value = compute();
    this.store(kind, input, () => value);
    return value;
  }

  peek(kind: MemoKind, input: string): string | undefined {
    const key = keyOf(kind, input);
    const known = this.#used.get(key) ?? this.#earlier[key];
    if (typeof known !== "string") return undefined;
    this.#used.set(key, known);
    return known;
  }

  store(kind: MemoKind, input: string, text: () => string): void {
    this.#changed = true;
    this.#used.set(keyOf(kind, input), text());
  }

  load(specifier: string): void {
    this.#code?.load(specifier);
  }

  /** A memo for the next run in the same process. */
  next(): LastingMemo {
    return new LastingMemo(Object.fromEntries(this.#used), this.#code);
  }

  save(cache: CacheFolder, fingerprint: string): void {
    if (this.#changed) cache.write("memo", { fingerprint, entries: Object.fromEntries(this.#used) });
    this.#code?.save();
  }
}

/** What an earlier run has left; empty when it was another generator's. */
export function openMemo(cache: CacheFolder, fingerprint: string): LastingMemo {
  const stored = cache.read("memo");
  const entries = stored?.fingerprint === fingerprint ? stored.entries : undefined;
  return new LastingMemo(isObject(entries) ? entries : {}, new CodeCache(cache));
}

function keyOf(kind: MemoKind, input: string): string {
  return `${kind} ${createHash("sha1").update(input).digest("base64")}`;
}
