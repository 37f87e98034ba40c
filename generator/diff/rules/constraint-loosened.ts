import { type Rule, WIDER } from "../rule.js";

export const constraintLoosened: Rule = {
  id: "constraint-loosened",
  what: "A bound or a pattern lets more values through.",
  why: "Whoever takes the value in has to be ready for them.",
  applies: ({ kind }) => kind === "constraint-loosened",
  breaks: WIDER,
  message: ({ before, after }) => `lets more through: ${before} → ${after ?? "no limit"}`,
  mirrors: ["constraint-tightened"],
};
