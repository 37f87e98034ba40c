import type { Rule } from "../rule.js";

export const securityRequired: Rule = {
  id: "security-required",
  what: "An operation that could be called without credentials asks for them.",
  why: "A request without credentials is refused.",
  applies: ({ kind }) => kind === "security-required",
  breaks: { operation: ["caller"] },
  message: ({ before, after }) => `credentials are required: ${before} → ${after}`,
  mirrors: ["security-optional"],
};
