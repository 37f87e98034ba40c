/** Rules on lists of allowed values. To add one, add a record, its two cases in `test/diff/rules/`, and print `docs/diff-rules.md` anew. */
import { NARROWER, type Rule, WIDER } from "../rule.js";

export const VALUE_RULES: readonly Rule[] = [
  {
    id: "value-added",
    what: "A list of values has a further one.",
    why: "Readers meet a value that they may not know.",
    applies: ({ kind }) => kind === "value-added",
    breaks: WIDER,
    message: ({ after }) => `may be ${after}`,
    mirrors: ["value-removed"],
  },
  {
    id: "value-removed",
    what: "A list of values has lost one.",
    why: "Senders of that value are no longer understood.",
    applies: ({ kind }) => kind === "value-removed",
    breaks: NARROWER,
    message: ({ before }) => `may no longer be ${before}`,
    mirrors: ["value-added"],
  },
  {
    id: "values-limited",
    what: "A value that could be anything of its type has to be one of a list.",
    why: "Senders of another value are no longer understood.",
    applies: ({ kind }) => kind === "values-limited",
    breaks: NARROWER,
    message: ({ after }) => `has to be ${after}`,
    mirrors: ["values-opened"],
  },
  {
    id: "values-opened",
    what: "A value that had to be one of a list can be anything of its type.",
    why: "Readers meet values that they do not know.",
    applies: ({ kind }) => kind === "values-opened",
    breaks: WIDER,
    message: ({ before }) => `need no longer be ${before}`,
    mirrors: ["values-limited"],
  },
];
