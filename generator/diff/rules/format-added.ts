import type { Rule } from "../rule.js";

export const formatAdded: Rule = {
  id: "format-added",
  what: "A text or number has a format now, or the pattern of an identifier.",
  why: "The specification says more precisely what was meant: v1.19 did so for almost all identifiers.",
  applies: ({ kind }) => kind === "format-added",
  breaks: {},
  severity: "annotation",
  message: ({ after }) => `the format is ${after}`,
  mirrors: ["format-removed"],
};
