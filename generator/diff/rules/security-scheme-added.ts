import type { Rule } from "../rule.js";

export const securitySchemeAdded: Rule = {
  id: "security-scheme-added",
  what: "Credentials may be sent in a further way.",
  why: "A server must take them in that way too.",
  applies: ({ kind }) => kind === "security-scheme-added",
  breaks: { operation: ["server"] },
  message: ({ after }) => `credentials may come as ${after}`,
  mirrors: ["security-scheme-removed"],
};
