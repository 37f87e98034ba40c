import type { Rule } from "../rule.js";

export const definitionRemoved: Rule = {
  id: "definition-removed",
  what: "A definition that only the prose refers to is gone.",
  why: "What follows it is no longer specified.",
  applies: ({ kind }) => kind === "definition-removed",
  breaks: { event: ["reader"] },
  message: () => "the definition is gone",
  mirrors: ["definition-added"],
};
