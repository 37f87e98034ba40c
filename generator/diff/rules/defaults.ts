/** Rules on defaults. To add one, add a record, its two cases in `test/diff/rules/`, and print `docs/diff-rules.md` anew. */
import { OTHER, type Rule } from "../rule.js";

export const DEFAULT_RULES: readonly Rule[] = [
  {
    id: "default-added",
    what: "What is left out has a stated default now.",
    why: "The schema says what the prose did.",
    applies: ({ kind }) => kind === "default-added",
    breaks: {},
    severity: "annotation",
    message: ({ after }) => `the default is ${after}`,
    mirrors: ["default-removed"],
  },
  {
    id: "default-removed",
    what: "What is left out has no stated default any more.",
    why: "Nothing is said against the default that was.",
    applies: ({ kind }) => kind === "default-removed",
    breaks: {},
    severity: "annotation",
    message: ({ before }) => `the default ${before} is no longer stated`,
    mirrors: ["default-added"],
  },
  {
    id: "default-changed",
    what: "What is left out stands for another value.",
    why: "Those who leave it out, and those who fill it in, mean different things now.",
    applies: ({ kind }) => kind === "default-changed",
    breaks: OTHER,
    message: ({ before, after }) => `the default is ${after} and was ${before}`,
    mirrors: ["default-changed"],
  },
];
