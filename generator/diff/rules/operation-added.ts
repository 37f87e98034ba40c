import type { Rule } from "../rule.js";

export const operationAdded: Rule = {
  id: "operation-added",
  what: "An operation is new.",
  why: "Nobody has called it yet.",
  applies: ({ kind }) => kind === "operation-added",
  breaks: {},
  message: ({ after }) => (after === undefined ? "the operation is new" : `the operation is new (${after})`),
  mirrors: ["operation-removed", "operation-absorbed"],
};
