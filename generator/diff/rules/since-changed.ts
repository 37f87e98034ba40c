import type { Rule } from "../rule.js";

export const sinceChanged: Rule = {
  id: "since-changed",
  what: "Something names another Matrix version as the one that brought it.",
  why: "Words only.",
  applies: ({ kind }) => kind === "since",
  breaks: {},
  severity: "documentation",
  message: ({ before, after }) => `said to be there since ${after ?? "ever"}, before: ${before ?? "ever"}`,
  mirrors: ["since-changed"],
};
