import { NARROWER, type Rule } from "../rule.js";

export const alternativeRemoved: Rule = {
  id: "alternative-removed",
  what: "A value may no longer have the form of one kind of object.",
  why: "Whoever gives out that form is no longer understood.",
  applies: ({ kind }) => kind === "alternative-removed",
  breaks: NARROWER,
  message: ({ before }) => `may no longer be ${before}`,
  mirrors: ["alternative-added"],
};
