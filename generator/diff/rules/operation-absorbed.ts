import type { Rule } from "../rule.js";

export const operationAbsorbed: Rule = {
  id: "operation-absorbed",
  what: "An operation is gone, but the path of another one, which has a parameter where this one had a word, takes its requests.",
  why: "Requests are still answered; what changes is which handler answers them.",
  applies: ({ kind }) => kind === "operation-absorbed",
  breaks: {},
  message: ({ after }) => `the operation is gone; its requests go to ${after ?? "another one"}`,
  mirrors: ["operation-added"],
};
