import type { Rule } from "../rule.js";

export const parameterAddedRequired: Rule = {
  id: "parameter-added-required",
  what: "A new parameter is required.",
  why: "Requests without it may be refused.",
  applies: ({ kind, required }) => kind === "parameter-added" && required === true,
  breaks: { request: ["caller"] },
  message: () => "a new parameter, and it is required",
  mirrors: ["parameter-removed"],
};
