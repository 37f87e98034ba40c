import { NARROWER, type Rule } from "../rule.js";

export const valuesLimited: Rule = {
  id: "values-limited",
  what: "A value that could be anything of its type has to be one of a list.",
  why: "Whoever gives out another value is no longer understood.",
  applies: ({ kind }) => kind === "values-limited",
  breaks: NARROWER,
  message: ({ after }) => `has to be ${after}`,
  mirrors: ["values-opened"],
};
