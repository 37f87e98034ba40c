import type { Rule } from "../rule.js";

export const typeStated: Rule = {
  id: "type-stated",
  what: "A value of which nothing was said has a type now.",
  why: "The specification says what was meant all along.",
  applies: ({ kind }) => kind === "type-stated",
  breaks: {},
  severity: "annotation",
  message: ({ after }) => `the type is stated: ${after}`,
  mirrors: ["type-unstated"],
};
