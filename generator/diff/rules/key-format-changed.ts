import type { Rule } from "../rule.js";

export const keyFormatChanged: Rule = {
  id: "key-format-changed",
  what: "The keys of a map have another format or pattern.",
  why: "The keys of maps were always identifiers; later releases say so.",
  applies: ({ kind }) => kind === "key-format",
  breaks: {},
  severity: "annotation",
  message: ({ before, after }) => `keys are ${after}, before: ${before}`,
  mirrors: ["key-format-changed"],
};
