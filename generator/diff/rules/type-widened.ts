import { type Rule, WIDER } from "../rule.js";

export const typeWidened: Rule = {
  id: "type-widened",
  what: "A value may have a further JSON type.",
  why: "Whoever takes it in has to be ready for it.",
  applies: ({ kind }) => kind === "type-widened",
  breaks: WIDER,
  message: ({ before, after }) => `the type is ${after} and was ${before}`,
  mirrors: ["type-narrowed"],
};
