import { NARROWER, type Rule } from "../rule.js";

export const typeNarrowed: Rule = {
  id: "type-narrowed",
  what: "A value may no longer have one of its JSON types.",
  why: "Whoever gives it out has to keep to the others.",
  applies: ({ kind }) => kind === "type-narrowed",
  breaks: NARROWER,
  message: ({ before, after }) => `the type is ${after} and was ${before}`,
  mirrors: ["type-widened"],
};
