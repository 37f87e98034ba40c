import { type Rule, WIDER } from "../rule.js";

export const valuesOpened: Rule = {
  id: "values-opened",
  what: "A value that had to be one of a list can be anything of its type.",
  why: "Whoever takes it in meets values that it does not know.",
  applies: ({ kind }) => kind === "values-opened",
  breaks: WIDER,
  message: ({ before }) => `need no longer be ${before}`,
  mirrors: ["values-limited"],
};
