/** Rules on alternatives, and objects that are open or closed. To add one, add a record, its two cases in `test/diff/rules/`, and print `docs/diff-rules.md` anew. */
import type { Effect } from "../difference.js";
import { NARROWER, type Rule, WIDER } from "../rule.js";

const VERDICTS: { readonly [effect in Effect]: string } = {
  narrower: "less",
  wider: "more",
  other: "other values",
};

export const COMPOSITION_RULES: readonly Rule[] = [
  {
    id: "alternative-added",
    what: "A value may have the form of a further kind of object.",
    why: "Readers have to tell the forms apart.",
    applies: ({ kind }) => kind === "alternative-added",
    breaks: WIDER,
    message: ({ after }) => `may also be ${after}`,
    mirrors: ["alternative-removed"],
  },
  {
    id: "alternative-removed",
    what: "A value may no longer have the form of one kind of object.",
    why: "Senders of that form are no longer understood.",
    applies: ({ kind }) => kind === "alternative-removed",
    breaks: NARROWER,
    message: ({ before }) => `may no longer be ${before}`,
    mirrors: ["alternative-added"],
  },
  {
    id: "tuple-changed",
    what: "A list tells its places apart, and did not, or the other way round.",
    why: "The values are those that were meant all along; validators look at each place.",
    applies: ({ kind }) => kind === "tuple-changed",
    breaks: {},
    severity: "annotation",
    checked: true,
    message: ({ before, after }) => `the list is ${after}, before: ${before}`,
    mirrors: ["tuple-changed"],
  },
  {
    id: "verdict-changed",
    what: "Validators judge some value otherwise, which no other rule tells: alternatives overlap, or conditions meet.",
    why: "Values near the borders of both schemas were tried; of too many alternatives to look at, every change counts.",
    applies: ({ kind }) => kind === "verdict-changed",
    breaks: {},
    severity: "annotation",
    checked: true,
    message: ({ effect }) => `validators let ${VERDICTS[effect ?? "other"]} through`,
    mirrors: ["verdict-changed"],
  },
  {
    id: "object-closed",
    what: "An object may have no keys but those that are described.",
    why: "Senders of other properties are no longer understood.",
    applies: ({ kind }) => kind === "object-closed",
    breaks: NARROWER,
    message: () => "takes no other keys now",
    mirrors: ["object-opened"],
  },
  {
    id: "object-opened",
    what: "An object may have keys other than those that are described.",
    why: "Readers meet keys that they do not know.",
    applies: ({ kind }) => kind === "object-opened",
    breaks: WIDER,
    message: () => "takes other keys now",
    mirrors: ["object-closed"],
  },
];
