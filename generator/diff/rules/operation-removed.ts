import type { Rule } from "../rule.js";

export const operationRemoved: Rule = {
  id: "operation-removed",
  what: "An operation is gone.",
  why: "Whoever calls it gets an answer that says so. A server may keep it.",
  applies: ({ kind }) => kind === "operation-removed",
  breaks: { operation: ["caller"] },
  message: () => "the operation is gone",
  mirrors: ["operation-added"],
};
