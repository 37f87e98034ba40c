import { NARROWER, type Rule } from "../rule.js";

export const propertyAddedRequired: Rule = {
  id: "property-added-required",
  what: "A new property is required.",
  why: "Whoever gives out the object must put it in; whoever takes it in gains something.",
  applies: ({ kind, required }) => kind === "property-added" && required === true,
  breaks: NARROWER,
  message: ({ after }) => `a new property (${after}), and it is required`,
  mirrors: ["property-removed"],
};
