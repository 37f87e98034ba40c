import { type Rule, WIDER } from "../rule.js";

export const valueAdded: Rule = {
  id: "value-added",
  what: "A list of values has a further one.",
  why: "Whoever takes the value in meets one that it may not know.",
  applies: ({ kind }) => kind === "value-added",
  breaks: WIDER,
  message: ({ after }) => `may be ${after}`,
  mirrors: ["value-removed"],
};
