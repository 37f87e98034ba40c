import type { Rule } from "../rule.js";

export const responseHeaderAddedOptional: Rule = {
  id: "response-header-added-optional",
  what: "A response may have a new header.",
  why: "Callers ignore headers that they do not know.",
  applies: ({ kind, required }) => kind === "header-added" && required !== true,
  breaks: {},
  message: () => "a new header",
  mirrors: ["response-header-removed"],
};
