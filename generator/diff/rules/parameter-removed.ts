import type { Rule } from "../rule.js";

export const parameterRemoved: Rule = {
  id: "parameter-removed",
  what: "A parameter is gone.",
  why: "What a caller says with it is no longer heard.",
  applies: ({ kind }) => kind === "parameter-removed",
  breaks: { request: ["caller"] },
  message: () => "the parameter is gone",
  mirrors: ["parameter-added-required", "parameter-added-optional"],
};
