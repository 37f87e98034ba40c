import type { Rule } from "../rule.js";

export const errorStatusAdded: Rule = {
  id: "error-status-added",
  what: "An operation may fail with a further status.",
  why: "Callers have to expect any error of any operation.",
  applies: ({ kind, success }) => kind === "response-added" && success !== true,
  breaks: {},
  message: ({ after }) => `may fail with ${after}`,
  mirrors: ["error-status-removed"],
};
