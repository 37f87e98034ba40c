/** Rules on formats and identifiers. To add one, add a record, its two cases in `test/diff/rules/`, and print `docs/diff-rules.md` anew. */
import { OTHER, type Rule } from "../rule.js";

export const FORMAT_RULES: readonly Rule[] = [
  {
    id: "identifier-changed",
    what: "A value is an identifier of another kind.",
    why: "A room ID is not a user ID, though both are text.",
    applies: ({ kind }) => kind === "identifier-changed",
    breaks: OTHER,
    message: ({ before, after }) => `is ${after} and was ${before}`,
    mirrors: ["identifier-changed"],
  },
  {
    id: "format-added",
    what: "A text or number has a format now, or the pattern of an identifier.",
    why: "The specification says more precisely what was meant: v1.19 did so for almost all identifiers.",
    applies: ({ kind }) => kind === "format-added",
    breaks: {},
    severity: "annotation",
    message: ({ after }) => `the format is ${after}`,
    mirrors: ["format-removed"],
  },
  {
    id: "format-removed",
    what: "A text or number has lost its format.",
    why: "Nothing is said against what was specified before.",
    applies: ({ kind }) => kind === "format-removed",
    breaks: {},
    severity: "annotation",
    message: ({ before }) => `the format ${before} is no longer stated`,
    mirrors: ["format-added"],
  },
  {
    id: "format-changed",
    what: "A text or number has another format, not both of them identifiers.",
    why: "The specification says more, or less, precisely what was meant: an `mxc:` URI is a URI.",
    applies: ({ kind }) => kind === "format-changed",
    breaks: {},
    severity: "annotation",
    message: ({ before, after }) => `the format is ${after} and was ${before}`,
    mirrors: ["format-changed"],
  },
  {
    id: "key-format-changed",
    what: "The keys of a map have another format or pattern.",
    why: "The keys of maps were always identifiers; later releases say so.",
    applies: ({ kind }) => kind === "key-format",
    breaks: {},
    severity: "annotation",
    message: ({ before, after }) => `keys are ${after}, before: ${before}`,
    mirrors: ["key-format-changed"],
  },
];
