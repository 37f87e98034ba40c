import { OTHER, type Rule } from "../rule.js";

export const constraintChanged: Rule = {
  id: "constraint-changed",
  what: "A pattern or a condition is another one.",
  why: "Which values it lets through cannot be compared; take it for both.",
  applies: ({ kind }) => kind === "constraint-changed",
  breaks: OTHER,
  message: ({ before, after }) => `lets other values through: ${before} → ${after}`,
  mirrors: ["constraint-changed"],
};
