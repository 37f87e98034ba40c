import { NARROWER, type Rule } from "../rule.js";

export const constraintTightened: Rule = {
  id: "constraint-tightened",
  what: "A bound or a pattern lets fewer values through.",
  why: "Whoever gives the value out has to keep within it.",
  applies: ({ kind }) => kind === "constraint-tightened",
  breaks: NARROWER,
  message: ({ before, after }) => `lets less through: ${before ?? "no limit"} → ${after}`,
  mirrors: ["constraint-loosened"],
};
