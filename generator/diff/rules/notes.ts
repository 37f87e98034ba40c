/** Rules on words, deprecation and release notes. To add one, add a record, its two cases in `test/diff/rules/`, and print `docs/diff-rules.md` anew. */
import type { Rule } from "../rule.js";

export const NOTE_RULES: readonly Rule[] = [
  {
    id: "part-deprecated",
    what: "A parameter, a property or a schema is marked as deprecated.",
    why: "It still works; look for what replaces it.",
    applies: ({ kind, side }) => kind === "deprecated" && side !== "operation",
    breaks: {},
    message: () => "deprecated",
    mirrors: ["part-undeprecated"],
  },
  {
    id: "part-undeprecated",
    what: "A parameter, a property or a schema is no longer marked as deprecated.",
    why: "It works as before.",
    applies: ({ kind, side }) => kind === "undeprecated" && side !== "operation",
    breaks: {},
    message: () => "no longer deprecated",
    mirrors: ["part-deprecated"],
  },
  {
    id: "since-changed",
    what: "Something names another Matrix version as the one that brought it.",
    why: "Words only.",
    applies: ({ kind }) => kind === "since",
    breaks: {},
    severity: "documentation",
    message: ({ before, after }) => `said to be there since ${after ?? "ever"}, before: ${before ?? "ever"}`,
    mirrors: ["since-changed"],
  },
  {
    id: "description-changed",
    what: "A description reads differently.",
    why: "Words only, though they may say what schemas cannot: read them.",
    applies: ({ kind }) => kind === "description",
    breaks: {},
    severity: "documentation",
    message: () => "the description has changed",
    mirrors: ["description-changed"],
  },
  {
    id: "summary-changed",
    what: "The summary of an operation reads differently.",
    why: "Words only.",
    applies: ({ kind }) => kind === "summary",
    breaks: {},
    severity: "documentation",
    message: () => "the summary has changed",
    mirrors: ["summary-changed"],
  },
];
