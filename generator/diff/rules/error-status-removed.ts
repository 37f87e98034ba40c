import type { Rule } from "../rule.js";

export const errorStatusRemoved: Rule = {
  id: "error-status-removed",
  what: "An operation no longer fails with one of its statuses.",
  why: "A caller that is ready for it loses nothing.",
  applies: ({ kind, success }) => kind === "response-removed" && success !== true,
  breaks: {},
  message: ({ before }) => `no longer fails with ${before}`,
  mirrors: ["error-status-added"],
};
