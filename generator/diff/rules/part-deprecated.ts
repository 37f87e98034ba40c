import type { Rule } from "../rule.js";

export const partDeprecated: Rule = {
  id: "part-deprecated",
  what: "A parameter, a property or a schema is marked as deprecated.",
  why: "It still works; look for what replaces it.",
  applies: ({ kind, side }) => kind === "deprecated" && side !== "operation",
  breaks: {},
  message: () => "deprecated",
  mirrors: ["part-undeprecated"],
};
