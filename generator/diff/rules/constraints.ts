/** Rules on limits of values. To add one, add a record, its two cases in `test/diff/rules/`, and print `docs/diff-rules.md` anew. */
import { NARROWER, OTHER, type Rule, WIDER } from "../rule.js";

export const CONSTRAINT_RULES: readonly Rule[] = [
  {
    id: "constraint-tightened",
    what: "A bound or a pattern lets fewer values through.",
    why: "Senders of the value have to keep within it.",
    applies: ({ kind }) => kind === "constraint-tightened",
    breaks: NARROWER,
    message: ({ before, after }) => `lets less through: ${before ?? "no limit"} → ${after}`,
    mirrors: ["constraint-loosened"],
  },
  {
    id: "constraint-loosened",
    what: "A bound or a pattern lets more values through.",
    why: "Readers of the value have to be ready for them.",
    applies: ({ kind }) => kind === "constraint-loosened",
    breaks: WIDER,
    message: ({ before, after }) => `lets more through: ${before} → ${after ?? "no limit"}`,
    mirrors: ["constraint-tightened"],
  },
  {
    id: "constraint-changed",
    what: "A pattern or a condition is another one.",
    why: "Which values it lets through cannot be compared; take it for both.",
    applies: ({ kind }) => kind === "constraint-changed",
    breaks: OTHER,
    message: ({ before, after }) => `lets other values through: ${before} → ${after}`,
    mirrors: ["constraint-changed"],
  },
];
