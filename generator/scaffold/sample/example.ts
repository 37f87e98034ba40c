/** Values that the specification shows: a reader learns more from them than from the smallest ones. */
import type { Origin } from "../../diagnostic.js";
import type { Json } from "../../json.js";
import type { Schema } from "../../link/linked-spec.js";
import type { Understood } from "../../pipeline.js";
import { Judge } from "../../values/judge.js";

/** The example at a place; undefined for one that is missing, long, or refused by its own schema. */
export type Shown = (at: Origin, schema: Schema) => Json | undefined;

/** Longer ones hide what a test is about. */
const MAX_LENGTH = 400;

export function shownBy({ linked, examples }: Pick<Understood, "linked" | "examples">): Shown {
  const judge = new Judge(linked, true);
  return (at, schema) => {
    const [example] = examples(at);
    if (example === undefined || JSON.stringify(example.value).length > MAX_LENGTH) return undefined;
    return judge.lets(schema, example.value) ? example.value : undefined;
  };
}
