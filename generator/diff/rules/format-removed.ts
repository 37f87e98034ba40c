import type { Rule } from "../rule.js";

export const formatRemoved: Rule = {
  id: "format-removed",
  what: "A text or number has lost its format.",
  why: "Nothing is said against what was specified before.",
  applies: ({ kind }) => kind === "format-removed",
  breaks: {},
  severity: "annotation",
  message: ({ before }) => `the format ${before} is no longer stated`,
  mirrors: ["format-added"],
};
