import type { Rule } from "../rule.js";

export const propertyAddedOptional: Rule = {
  id: "property-added-optional",
  what: "A new property is optional.",
  why: "Objects without it are as good as before.",
  applies: ({ kind, required }) => kind === "property-added" && required !== true,
  breaks: {},
  message: ({ after }) => `a new property (${after})`,
  mirrors: ["property-removed"],
};
