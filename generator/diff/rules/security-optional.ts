import type { Rule } from "../rule.js";

export const securityOptional: Rule = {
  id: "security-optional",
  what: "An operation that asked for credentials may be called without.",
  why: "A server must answer requests that it used to refuse.",
  applies: ({ kind }) => kind === "security-optional",
  breaks: { operation: ["server"] },
  message: ({ before, after }) => `credentials are no longer required: ${before} → ${after}`,
  mirrors: ["security-required"],
};
