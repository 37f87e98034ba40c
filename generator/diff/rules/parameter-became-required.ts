import type { Rule } from "../rule.js";

export const parameterBecameRequired: Rule = {
  id: "parameter-became-required",
  what: "A parameter has become required.",
  why: "Requests without it may be refused.",
  applies: ({ kind }) => kind === "parameter-required",
  breaks: { request: ["caller"] },
  message: () => "the parameter is required now",
  mirrors: ["parameter-became-optional"],
};
