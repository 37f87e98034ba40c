import type { Rule } from "../rule.js";

export const responseHeaderRemoved: Rule = {
  id: "response-header-removed",
  what: "A response has lost a header.",
  why: "A caller that reads it no longer finds it.",
  applies: ({ kind }) => kind === "header-removed",
  breaks: { response: ["caller"] },
  message: () => "the header is gone",
  mirrors: ["response-header-added-required", "response-header-added-optional"],
};
