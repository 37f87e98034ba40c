import type { Rule } from "../rule.js";

export const responseHeaderAddedRequired: Rule = {
  id: "response-header-added-required",
  what: "A response has a new header, and it is required.",
  why: "A server must send it.",
  applies: ({ kind, required }) => kind === "header-added" && required === true,
  breaks: { response: ["server"] },
  message: () => "a new header, and it is required",
  mirrors: ["response-header-removed"],
};
