import type { Rule } from "../rule.js";

export const descriptionChanged: Rule = {
  id: "description-changed",
  what: "A description reads differently.",
  why: "Words only, though they may say what schemas cannot: read them.",
  applies: ({ kind }) => kind === "description",
  breaks: {},
  severity: "documentation",
  message: () => "the description has changed",
  mirrors: ["description-changed"],
};
