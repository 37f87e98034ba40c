import type { Rule } from "../rule.js";

export const typeUnstated: Rule = {
  id: "type-unstated",
  what: "A value has lost its type.",
  why: "Nothing is said against what was specified before.",
  applies: ({ kind }) => kind === "type-unstated",
  breaks: {},
  severity: "annotation",
  message: ({ before }) => `the type (${before}) is no longer stated`,
  mirrors: ["type-stated"],
};
