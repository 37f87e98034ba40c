/** Rules on types of values. To add one, add a record, its two cases in `test/diff/rules/`, and print `docs/diff-rules.md` anew. */
import { NARROWER, OTHER, type Rule, WIDER } from "../rule.js";

export const TYPE_RULES: readonly Rule[] = [
  {
    id: "type-widened",
    what: "A value may have a further JSON type.",
    why: "Readers have to be ready for it.",
    applies: ({ kind }) => kind === "type-widened",
    breaks: WIDER,
    message: ({ before, after }) => `the type is ${after} and was ${before}`,
    mirrors: ["type-narrowed"],
  },
  {
    id: "type-narrowed",
    what: "A value may no longer have one of its JSON types.",
    why: "Senders have to keep to the others.",
    applies: ({ kind }) => kind === "type-narrowed",
    breaks: NARROWER,
    message: ({ before, after }) => `the type is ${after} and was ${before}`,
    mirrors: ["type-widened"],
  },
  {
    id: "type-changed",
    what: "A value has another JSON type.",
    why: "What was right is wrong now, for those who give it out and those who take it in.",
    applies: ({ kind }) => kind === "type-changed",
    breaks: OTHER,
    message: ({ before, after }) => `the type is ${after} and was ${before}`,
    mirrors: ["type-changed"],
  },
  {
    id: "type-stated",
    what: "A value of which nothing was said has a type now.",
    why: "The specification says what was meant all along.",
    applies: ({ kind }) => kind === "type-stated",
    breaks: {},
    severity: "annotation",
    checked: true,
    message: ({ after }) => `the type is stated: ${after}`,
    mirrors: ["type-unstated"],
  },
  {
    id: "type-unstated",
    what: "A value has lost its type.",
    why: "Nothing is said against what was specified before.",
    applies: ({ kind }) => kind === "type-unstated",
    breaks: {},
    severity: "annotation",
    checked: true,
    message: ({ before }) => `the type (${before}) is no longer stated`,
    mirrors: ["type-stated"],
  },
];
