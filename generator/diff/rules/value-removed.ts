import { NARROWER, type Rule } from "../rule.js";

export const valueRemoved: Rule = {
  id: "value-removed",
  what: "A list of values has lost one.",
  why: "Whoever gives that value out is no longer understood.",
  applies: ({ kind }) => kind === "value-removed",
  breaks: NARROWER,
  message: ({ before }) => `may no longer be ${before}`,
  mirrors: ["value-added"],
};
