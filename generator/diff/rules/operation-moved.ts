import type { Rule } from "../rule.js";

export const operationMoved: Rule = {
  id: "operation-moved",
  what: "An operation has another path.",
  why: "Callers ask at a path that is no longer specified, and servers listen at it.",
  applies: ({ kind }) => kind === "operation-moved",
  breaks: { operation: ["caller", "server"] },
  message: ({ before, after }) => `moved from ${before} to ${after}`,
  mirrors: ["operation-moved"],
};
