import type { Rule } from "../rule.js";

export const securitySchemeRemoved: Rule = {
  id: "security-scheme-removed",
  what: "Credentials may no longer be sent in one of the ways.",
  why: "A caller that sends them so is refused.",
  applies: ({ kind }) => kind === "security-scheme-removed",
  breaks: { operation: ["caller"] },
  message: ({ before }) => `credentials may no longer come as ${before}`,
  mirrors: ["security-scheme-added"],
};
