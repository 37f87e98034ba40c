import type { Rule } from "../rule.js";

export const summaryChanged: Rule = {
  id: "summary-changed",
  what: "The summary of an operation reads differently.",
  why: "Words only.",
  applies: ({ kind }) => kind === "summary",
  breaks: {},
  severity: "documentation",
  message: () => "the summary has changed",
  mirrors: ["summary-changed"],
};
