/** Definitions that are written out where a schema refers to them, since they are others there. */
import type { Schema } from "../link/linked-spec.js";

/** Copies in one body: a few lines that refer to each other make more of them than any program can hold. */
const MAX_COPIES = 500;

interface Written {
  readonly schema: Schema;
  /** Definitions in it that are written out, each as often as it stands there. */
  readonly copies: number;
}

/** Those of one body. */
export class WrittenOut {
  readonly #known = new Map<string, Written>();
  #copies = 0;
  #isCut = false;

  /** Whether there were too many, and some stayed references. */
  get isCut(): boolean {
    return this.#isCut;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** A definition as `make` gives it, once for each key; `target` where it is the same there. Undefined for one too many. */
  of(key: string, target: Schema, make: () => Schema): Schema | undefined {
    const known = this.#known.get(key);
    const before = this.#copies;
    if (before + (known?.copies ?? 0) > MAX_COPIES) {
      this.#isCut = true;
      return undefined;
    }
    if (known !== undefined) {
      this.#copies += known.copies;
      return known.schema;
    }
    const schema = make();
    if (schema !== target) this.#copies += 1;
    this.#known.set(key, { schema, copies: this.#copies - before });
    return schema;
  }
}
