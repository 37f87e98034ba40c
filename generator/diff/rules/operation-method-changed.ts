import type { Rule } from "../rule.js";

export const operationMethodChanged: Rule = {
  id: "operation-method-changed",
  what: "An operation has another HTTP method.",
  why: "A request with the old method is no longer specified.",
  applies: ({ kind }) => kind === "operation-method",
  breaks: { operation: ["caller", "server"] },
  message: ({ before, after }) => `the method is ${after} and was ${before}`,
  mirrors: ["operation-method-changed"],
};
