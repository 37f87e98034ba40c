import type { Rule } from "../rule.js";

export const propertyRemoved: Rule = {
  id: "property-removed",
  what: "A property is gone.",
  why: "Whoever reads it no longer finds it; what a caller says with it is no longer heard.",
  applies: ({ kind }) => kind === "property-removed",
  breaks: { request: ["caller"], response: ["caller"], event: ["reader"] },
  message: ({ before }) => `the property (${before}) is gone`,
  mirrors: ["property-added-required", "property-added-optional"],
};
