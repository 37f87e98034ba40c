import { type Rule, WIDER } from "../rule.js";

export const propertyBecameOptional: Rule = {
  id: "property-became-optional",
  what: "A property has become optional.",
  why: "Whoever takes the object in must know what to do without it.",
  applies: ({ kind }) => kind === "property-optional",
  breaks: WIDER,
  message: () => "the property is optional now",
  mirrors: ["property-became-required"],
};
