import type { Rule } from "../rule.js";

export const operationUndeprecated: Rule = {
  id: "operation-undeprecated",
  what: "An operation is no longer marked as deprecated.",
  why: "It works as before.",
  applies: ({ kind, side }) => kind === "undeprecated" && side === "operation",
  breaks: {},
  message: () => "the operation is no longer deprecated",
  mirrors: ["operation-deprecated"],
};
