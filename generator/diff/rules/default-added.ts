import type { Rule } from "../rule.js";

export const defaultAdded: Rule = {
  id: "default-added",
  what: "What is left out has a stated default now.",
  why: "The schema says what the prose did.",
  applies: ({ kind }) => kind === "default-added",
  breaks: {},
  severity: "annotation",
  message: ({ after }) => `the default is ${after}`,
  mirrors: ["default-removed"],
};
