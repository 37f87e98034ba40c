import type { Rule } from "../rule.js";

export const partUndeprecated: Rule = {
  id: "part-undeprecated",
  what: "A parameter, a property or a schema is no longer marked as deprecated.",
  why: "It works as before.",
  applies: ({ kind, side }) => kind === "undeprecated" && side !== "operation",
  breaks: {},
  message: () => "no longer deprecated",
  mirrors: ["part-deprecated"],
};
