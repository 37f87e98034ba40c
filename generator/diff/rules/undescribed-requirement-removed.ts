import type { Rule } from "../rule.js";

export const undescribedRequirementRemoved: Rule = {
  id: "undescribed-requirement-removed",
  what: "A list of required names has lost a name that no property described.",
  why: "A slip was corrected; no value has changed.",
  applies: ({ kind }) => kind === "requirement-removed",
  breaks: {},
  severity: "annotation",
  message: () => "no longer listed as required; it had no description",
  mirrors: ["undescribed-requirement-added"],
};
