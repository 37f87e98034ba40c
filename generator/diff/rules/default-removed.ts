import type { Rule } from "../rule.js";

export const defaultRemoved: Rule = {
  id: "default-removed",
  what: "What is left out has no stated default any more.",
  why: "Nothing is said against the default that was.",
  applies: ({ kind }) => kind === "default-removed",
  breaks: {},
  severity: "annotation",
  message: ({ before }) => `the default ${before} is no longer stated`,
  mirrors: ["default-added"],
};
