import type { Rule } from "../rule.js";

export const undescribedRequirementAdded: Rule = {
  id: "undescribed-requirement-added",
  what: "A list of required names has a further name that no property describes.",
  why: "Upstream leaves such names behind by mistake; nothing is said about a value.",
  applies: ({ kind }) => kind === "requirement-added",
  breaks: {},
  severity: "annotation",
  message: () => "listed as required, without a description",
  mirrors: ["undescribed-requirement-removed"],
};
