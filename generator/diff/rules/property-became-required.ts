import { NARROWER, type Rule } from "../rule.js";

export const propertyBecameRequired: Rule = {
  id: "property-became-required",
  what: "A property has become required.",
  why: "Whoever gives out the object must put it in.",
  applies: ({ kind }) => kind === "property-required",
  breaks: NARROWER,
  message: () => "the property is required now",
  mirrors: ["property-became-optional"],
};
