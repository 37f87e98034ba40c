import type { Rule } from "../rule.js";

export const bodyUndescribed: Rule = {
  id: "body-undescribed",
  what: "A body has lost its schema.",
  why: "Nothing is said against what was specified before.",
  applies: ({ kind }) => kind === "body-undescribed",
  breaks: {},
  severity: "annotation",
  message: () => "the body has no schema any more",
  mirrors: ["body-described"],
};
