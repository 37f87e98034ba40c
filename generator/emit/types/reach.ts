/** Dependencies of a schema's type: everything that its references lead to. */
import { hash } from "node:crypto";
import type { Schema, SchemaId } from "../../link/linked-spec.js";

interface Known {
  /** Differs as soon as the schema does. */
  readonly digest: string;
  readonly refs: readonly SchemaId[];
}

export class Reach {
  readonly #resolve: (id: SchemaId) => Schema | undefined;
  readonly #known = new Map<SchemaId, Known>();

  constructor(resolve: (id: SchemaId) => Schema | undefined) {
    this.#resolve = resolve;
  }

  /** The ids that a schema with this JSON text leads to, with what they stand for; in the same order for the same input. */
  from(text: string): ReadonlyMap<SchemaId, string> {
    const found = new Map<SchemaId, string>();
    const pending = refsIn(text);
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (found.has(id)) continue;
      const { digest, refs } = this.#look(id);
      found.set(id, digest);
      pending.push(...refs);
    }
    return found;
  }

  #look(id: SchemaId): Known {
    let known = this.#known.get(id);
    if (known === undefined) {
      const text = JSON.stringify(this.#resolve(id) ?? null);
      known = { digest: hash("sha1", text, "base64"), refs: refsIn(text) };
      this.#known.set(id, known);
    }
    return known;
  }
}

/** Found in the text, which is faster by far than a walk; a `$ref` that is data makes no more than a dependency too many. */
function refsIn(text: string): SchemaId[] {
  return [...text.matchAll(/"\$ref":("(?:[^"\\]|\\.)*")/g)].map(([, quoted = '""']) =>
    String(JSON.parse(quoted)),
  );
}
