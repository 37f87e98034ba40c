import { OTHER, type Rule } from "../rule.js";

export const typeChanged: Rule = {
  id: "type-changed",
  what: "A value has another JSON type.",
  why: "What was right is wrong now, for those who give it out and those who take it in.",
  applies: ({ kind }) => kind === "type-changed",
  breaks: OTHER,
  message: ({ before, after }) => `the type is ${after} and was ${before}`,
  mirrors: ["type-changed"],
};
