import type { Rule } from "../rule.js";

export const definitionAdded: Rule = {
  id: "definition-added",
  what: "A definition that only the prose refers to, such as a PDU format, is new.",
  why: "Nobody has relied on it yet.",
  applies: ({ kind }) => kind === "definition-added",
  breaks: {},
  message: () => "the definition is new",
  mirrors: ["definition-removed"],
};
