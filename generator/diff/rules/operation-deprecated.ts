import type { Rule } from "../rule.js";

export const operationDeprecated: Rule = {
  id: "operation-deprecated",
  what: "An operation is marked as deprecated.",
  why: "It still works; look for what replaces it.",
  applies: ({ kind, side }) => kind === "deprecated" && side === "operation",
  breaks: {},
  message: () => "the operation is deprecated",
  mirrors: ["operation-undeprecated"],
};
