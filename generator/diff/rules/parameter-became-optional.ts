import type { Rule } from "../rule.js";

export const parameterBecameOptional: Rule = {
  id: "parameter-became-optional",
  what: "A parameter has become optional.",
  why: "A server must know what to do without it.",
  applies: ({ kind }) => kind === "parameter-optional",
  breaks: { request: ["server"] },
  message: () => "the parameter is optional now",
  mirrors: ["parameter-became-required"],
};
