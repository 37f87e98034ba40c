import type { Rule } from "../rule.js";

export const operationRenamed: Rule = {
  id: "operation-renamed",
  what: "An operation has another operationId at the same method and path.",
  why: "Nothing changes on the wire; names in generated code do.",
  applies: ({ kind }) => kind === "operation-renamed",
  breaks: {},
  message: ({ before, after }) => `renamed from ${before} to ${after}`,
  mirrors: ["operation-renamed"],
};
