import type { Rule } from "../rule.js";

export const parameterAddedOptional: Rule = {
  id: "parameter-added-optional",
  what: "A new parameter is optional.",
  why: "Requests without it are as good as before.",
  applies: ({ kind, required }) => kind === "parameter-added" && required !== true,
  breaks: {},
  message: () => "a new parameter",
  mirrors: ["parameter-removed"],
};
