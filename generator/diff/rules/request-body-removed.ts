import type { Rule } from "../rule.js";

export const requestBodyRemoved: Rule = {
  id: "request-body-removed",
  what: "A request has no body any more.",
  why: "What a caller says in it is no longer heard.",
  applies: ({ kind }) => kind === "body-removed",
  breaks: { request: ["caller"] },
  message: () => "the request has no body any more",
  mirrors: ["request-body-added-required", "request-body-added-optional"],
};
