import { type Rule, WIDER } from "../rule.js";

export const alternativeAdded: Rule = {
  id: "alternative-added",
  what: "A value may have the form of a further kind of object.",
  why: "Whoever takes it in has to tell the forms apart.",
  applies: ({ kind }) => kind === "alternative-added",
  breaks: WIDER,
  message: ({ after }) => `may also be ${after}`,
  mirrors: ["alternative-removed"],
};
